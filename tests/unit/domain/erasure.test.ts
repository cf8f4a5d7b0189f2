import { actorWithoutName, ERASED, isErased, withoutPerson } from '../../../domain/erasure.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import { order } from '../../support/orders.ts';

const AT = '2026-01-15T09:30:00.000Z';
const SAID = 'Ada Lovelace';
const { id, request } = order();
const made = newOrder(id, request, AT);
/** Whatever people can say of an order. */
const told: Order = {
  ...made,
  status: 'COMPLETED',
  customerId: SAID,
  reason: { code: 'cancel_requested', text: SAID },
  adjustments: [{ type: 'fee', amountCents: 1, description: SAID }],
  holds: [{ holdId: 'hold_1', reason: 'address', note: SAID, placedBy: SAID, placedAt: AT }],
  refunds: [{ refundId: 're_1', status: 'succeeded', amountCents: 5, lines: [], reason: SAID, createdAt: AT }],
  returns: [{ returnId: 'ret_1', status: 'declined', lines: [], reason: SAID, declineReason: SAID, requestedAt: AT }],
  needsAttention: { since: AT, code: 'UNDO_FAILING', text: SAID, choices: [] },
  payment: { ...made.payment, capturedCents: 7, nextAction: { type: 'redirect', url: `https://pay.example/${SAID}` } },
  shipTo: { name: SAID, line1: SAID, city: SAID, postalCode: SAID, country: 'GB' },
  metadata: { email: SAID },
};

describe('an order without its person', () => {
  it('says nothing that anybody said', () => {
    expect(JSON.stringify(withoutPerson(told))).not.toContain(SAID);
  });

  it('keeps goods, money, dates and ids', () => {
    const left = withoutPerson(told);
    expect(left).toMatchObject({ id, items: told.items, totalCents: told.totalCents, createdAt: AT, payment: { capturedCents: 7 } });
    expect(left.refunds).toEqual([{ ...told.refunds[0], reason: ERASED }]);
    expect(left.adjustments).toEqual([{ type: 'fee', amountCents: 1 }]);
  });

  it('is the same when it is done once more', () => {
    const left = withoutPerson(told);
    expect(withoutPerson(left)).toEqual(left);
  });

  it('is erased once it is at its end, whatever somebody calls a customer', () => {
    expect([isErased(withoutPerson(told)), isErased(told), isErased({ customerId: ERASED, status: 'CONFIRMED' })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

it('a party of ours keeps its name, a caller has none', () => {
  expect([actorWithoutName('clock'), actorWithoutName('ada')]).toEqual(['clock', ERASED]);
});
