import fc from 'fast-check';
import { differenceOf } from '../../../domain/order-difference.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import { request } from '../../support/orders.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const order = newOrder('01234567-89ab-8def-8123-456789abcdef', request(), NOW);
const needsAttention = { since: NOW, code: 'CAPTURE_DECLINED' as const, text: 'look', choices: ['write_off'] };

describe('the difference between two states of an order', () => {
  it('is what was altered, as it was and as it is', () => {
    const payment = { ...order.payment, status: 'authorised' as const, authorisedCents: 3998 };
    expect(differenceOf(order, { ...order, status: 'CONFIRMED', payment })).toEqual({
      before: { status: 'PENDING', payment: order.payment },
      after: { status: 'CONFIRMED', payment },
    });
  });

  it('has a member that came or went on one side only', () => {
    expect(differenceOf(order, { ...order, needsAttention })).toEqual({ before: {}, after: { needsAttention } });
    expect(differenceOf({ ...order, needsAttention }, order)).toEqual({ before: { needsAttention }, after: {} });
  });

  it('leaves out what every change alters', () => {
    expect(differenceOf(order, { ...order, version: 2, updatedAt: '2026-01-02T00:00:00.000Z' })).toEqual({ before: {}, after: {} });
  });

  it('is everything for an order that was not there before', () => {
    const { version: _version, updatedAt: _updatedAt, ...members } = order;
    expect(differenceOf(undefined, order)).toEqual({ before: {}, after: members });
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        const reversed = Object.fromEntries(Object.entries(metadata).toReversed());
        const withMetadata = (value: object) => ({ ...order, metadata: value }) as unknown as Order;
        expect(differenceOf(withMetadata(metadata), withMetadata(reversed))).toEqual({ before: {}, after: {} });
      }),
    );
  });

  it('turns the state before into the state after', () => {
    const states = fc.record(
      { status: fc.constantFrom('CREATED', 'CONFIRMED'), reason: fc.jsonValue(), shipments: fc.array(fc.jsonValue()) },
      { requiredKeys: ['status', 'shipments'] },
    );
    fc.assert(
      fc.property(states, states, (one, other) => {
        const { before, after } = differenceOf(one as unknown as Order, other as unknown as Order);
        const kept = Object.fromEntries(Object.entries(one).filter(([name]) => !(name in before)));
        expect({ ...kept, ...after }).toEqual(other);
      }),
    );
  });
});
