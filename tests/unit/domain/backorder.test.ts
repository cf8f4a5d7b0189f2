import { dropChange, isWaitingForStock, missingOf, stockChange } from '../../../domain/backorder.ts';
import { lineCancelChange } from '../../../domain/line-cancel.ts';
import { unitsOf } from '../../../domain/line-units.ts';
import { applyChange, type OrderChange } from '../../../domain/order-change.ts';
import { STATUS_TABLE } from '../../../domain/order-status.ts';
import { createdOrder, type Order } from '../../../domain/order.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-01T00:00:00.000Z';
const UNTIL = '2026-01-31T00:00:00.000Z';
const items = [
  { sku: 'A', quantity: 2, priceCents: 500 },
  { sku: 'B', quantity: 3, priceCents: 100 },
];
const made = createdOrder('abc', { ...request(), items, allowBackorder: true }, AT);
const waits = (quantity: number) => [{ lineId: 'line_2', quantity }];
const after = (order: Order, change: OrderChange | undefined) => (change ? applyChange(order, change, AT).order : order);
const waiting = after(made, stockChange(made, waits(3), UNTIL));
const unitsIn = (order: Order) =>
  order.items.map((line) => unitsOf(line, order)).map((units) => [units.cancelled, units.waiting, units.reserved]);

describe('an order that waits for stock', () => {
  it('says of each line what is there and what is missing, and until when it waits', () => {
    expect(unitsIn(waiting)).toEqual([
      [0, 0, 2],
      [0, 3, 0],
    ]);
    expect(waiting).toMatchObject({ status: 'CREATED', allowBackorder: true, backorderUntil: UNTIL });
    expect(missingOf(waiting)).toBe('3 × B');
  });

  it('waits for less as stock comes, and keeps the time that was said first', () => {
    const later = after(waiting, stockChange(waiting, waits(1), '2027-01-01T00:00:00.000Z'));
    expect(unitsIn(later)[1]).toEqual([0, 1, 2]);
    expect(later.backorderUntil).toBe(UNTIL);
  });

  it('says nothing of it any more once all is there', () => {
    const there = after(waiting, stockChange(waiting, [], UNTIL));
    expect([isWaitingForStock(there), there.backorderUntil, unitsIn(there)[1]]).toEqual([false, undefined, [0, 3, 0]]);
  });

  it('changes by nothing that it knows, by nothing that comes late, and in no other status', () => {
    expect(stockChange(waiting, waits(3), UNTIL)).toBeUndefined();
    expect(stockChange(after(waiting, stockChange(waiting, waits(1), UNTIL)), waits(3), UNTIL)).toBeUndefined();
    expect(stockChange({ ...made, status: 'CANCELING' }, waits(3), UNTIL)).toBeUndefined();
    expect(dropChange(made, waits(0))).toBeUndefined();
  });

  it('loses units that are missing first when some are cancelled', () => {
    const some = after(waiting, stockChange(waiting, waits(2), UNTIL));
    const fewer = after(some, lineCancelChange(some, waits(1), 'fewer'));
    expect([unitsIn(fewer)[1], fewer.backorderUntil]).toEqual([[1, 1, 1], UNTIL]);
    const rest = after(fewer, lineCancelChange(fewer, waits(1), 'fewer'));
    expect([isWaitingForStock(rest), rest.backorderUntil]).toEqual([false, undefined]);
    expect(rest.items[1]).toMatchObject({ cancelledBeforeCapture: 2 });
  });

  it('is left with what the stock has for it when what is missing is dropped', () => {
    const left = [
      { lineId: 'line_1', quantity: 2 },
      { lineId: 'line_2', quantity: 1 },
    ];
    const dropped = after(waiting, dropChange(waiting, left));
    expect(dropped.items.map(({ cancelledBeforeCapture }) => cancelledBeforeCapture)).toEqual([undefined, 2]);
    expect([isWaitingForStock(dropped), dropped.backorderUntil]).toEqual([false, undefined]);
  });

  it('cannot be confirmed, nor be undone while it is said to wait', () => {
    for (const status of ['CONFIRMED', 'CANCELING', 'REJECTED'] as const) {
      const moved = {
        ...waiting,
        status,
        payment: { ...waiting.payment, authorisedCents: waiting.totalCents, status: 'authorised' as const },
      };
      const payment = status === 'REJECTED' ? waiting.payment : moved.payment;
      expect(STATUS_TABLE[status].holds({ ...moved, payment })).toBe(false);
      expect(STATUS_TABLE[status].holds({ ...moved, payment, items: made.items })).toBe(true);
    }
  });
});
