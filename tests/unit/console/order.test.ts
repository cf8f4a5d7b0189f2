import { differences } from '../../../console/src/order/differences.ts';
import { refundableCents, refundableUnits } from '../../../console/src/order/actions/refundable.ts';
import { dropped } from '../../../console/src/words/backorder.ts';
import { explain } from '../../../console/src/words/waiting.ts';
import { createdExample } from '../../../api/http/orders/response-schemas.ts';
import type { Order } from '../../../console/src/data/order-types.ts';

const orderWith = (over: Partial<Order>) => ({ ...createdExample, ...over }) as Order;
const refund = (status: 'pending' | 'succeeded' | 'failed', quantity: number) => ({
  refundId: status,
  status,
  amountCents: quantity * 100,
  lines: [{ lineId: 'line_1', amountCents: quantity * 100, quantity }],
  reason: 'arrived scratched',
  createdAt: '2026-01-15T09:30:00.000Z',
});

describe('what can still be given back', () => {
  const order = orderWith({
    payment: { ...createdExample.payment, capturedCents: 1000, refundedCents: 300 },
    items: [{ ...createdExample.items[0]!, lineId: 'line_1', quantity: 10 }],
    refunds: [refund('succeeded', 3), refund('pending', 2), refund('failed', 4)],
  });

  it('is what was captured, without what is on its way back', () => {
    expect(refundableCents(order)).toBe(500);
  });

  it('of a line is its units, without those of refunds that did not fail', () => {
    expect(refundableUnits(order, 'line_1')).toBe(5);
  });
});

describe('what changed', () => {
  it('is told member by member, money as money', () => {
    const before = { status: 'CONFIRMED', payment: { capturedCents: 0 } } as never;
    const after = { status: 'FULFILLING', payment: { capturedCents: 1999 } } as never;
    expect(differences({ before, after }, 'USD')).toEqual([
      'Status: CONFIRMED → FULFILLING',
      expect.stringMatching(/^Payment captured: \D*0\.00 → \D*19\.99$/),
    ]);
  });

  it('is nothing for the first event', () => {
    expect(differences({ before: {}, after: { status: 'CREATED' } }, 'USD')).toEqual([]);
  });
});

describe('why an order waits', () => {
  const since = new Date(Date.now() - 3 * 3_600_000).toISOString();

  it('is its holds, in words, with since when', () => {
    const holds = [{ holdId: 'h', reason: 'fraud' as const, note: 'third in an hour', placedBy: 'api', placedAt: since }];
    expect(explain(orderWith({ holds, waitingFor: { what: 'hold', since } }))?.why).toBe(
      'It is held: Fraud (third in an hour). Waiting for 3 hours.',
    );
  });

  it('is the question that a person is asked, with what to do', () => {
    const needsAttention = { since, code: 'PARCEL_LOST' as const, text: 'The parcel is lost.', choices: ['refund'] };
    expect(explain(orderWith({ needsAttention, waitingFor: { what: 'person', since } }))).toEqual({
      why: 'The parcel is lost. Waiting for 3 hours.',
      whatToDo: expect.stringContaining('Refund the customer'),
    });
  });

  it('is nothing where it waits for nobody', () => {
    expect(explain(orderWith({}))).toBeUndefined();
  });
});

describe('what becomes of an order when what is missing is dropped', () => {
  const line = { ...createdExample.items[0]!, sku: 'SHADE', quantity: 3, waiting: 2 };
  const short = (reserved: number) => orderWith({ items: [{ ...line, units: { ...line.units, waiting: 2, reserved } }] });

  it('is told: the rest goes on, where some is there', () => {
    expect(dropped(short(1))).toBe('Drops 2 × SHADE. The rest goes on to its payment.');
  });

  it('is told: it is cancelled, where nothing is', () => {
    expect(dropped(short(0))).toBe('Drops 2 × SHADE. Nothing of it is there, so the order is cancelled.');
  });
});
