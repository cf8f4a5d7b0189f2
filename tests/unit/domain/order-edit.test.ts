import fc from 'fast-check';
import { dueCents } from '../../../domain/line-money.ts';
import { lineCancelChange, planLineCancel } from '../../../domain/line-cancel.ts';
import { unitsOf } from '../../../domain/line-units.ts';
import { applyChange } from '../../../domain/order-change.ts';
import { asksForMore, editChange, planEdit, type OrderEdit } from '../../../domain/order-edit.ts';
import { createdOrder, MOST_LINES, type Order, type OrderRequest } from '../../../domain/order.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-01T00:00:00.000Z';
const ID = '01234567-89ab-8def-8123-456789abcdef';
const line = (quantity: number, priceCents: number, sku = 'A') => ({ sku, quantity, priceCents });
const ADDRESS = { name: 'A. Customer', line1: '1 Main St', city: 'Anywhere', postalCode: '10001', country: 'US' };

function confirmed(items: OrderRequest['items'], over: Partial<OrderRequest> = {}): Order {
  const created = createdOrder(ID, request({ items, ...over }), AT);
  const payment = { ...created.payment, status: 'authorised' as const, authorisedCents: created.totalCents, attempts: 1 };
  return { ...created, status: 'CONFIRMED', payment, version: 2 };
}

/** As the activity records it: what is authorised anew is what was asked for. */
function edited(order: Order, edit: OrderEdit): Order {
  const plan = planEdit(order, edit);
  const payment = plan.authoriseCents === undefined ? undefined : { ...order.payment, authorisedCents: plan.authoriseCents };
  const change = editChange(order, edit, plan, payment);
  return change ? applyChange(order, change, AT).order : order;
}

const faultOf = (order: Order, edit: OrderEdit) => {
  try {
    planEdit(order, edit);
    return undefined;
  } catch (error) {
    const { code, faults } = error as { code: string; faults: readonly { pointer: string }[] };
    return [code, ...faults.map(({ pointer }) => pointer)];
  }
};

describe('an edit', () => {
  it('asks for the units that are more, and for the whole where it is dearer than what is authorised', () => {
    const order = confirmed([line(2, 1000), line(1, 500, 'B')]);
    const plan = planEdit(order, { items: [{ lineId: 'line_1', quantity: 5 }, line(3, 100, 'C')] });
    expect(plan).toMatchObject({
      more: [
        { lineId: 'line_1', sku: 'A', quantity: 3 },
        { lineId: 'line_2_1', sku: 'C', quantity: 3 },
      ],
      authoriseCents: 5800,
      after: { totalCents: 5800 },
    });
  });

  it('asks nobody where it is cheaper, and where what is authorised covers it', () => {
    const order = edited(confirmed([line(5, 1000)]), { items: [{ lineId: 'line_1', quantity: 2 }] });
    expect([order.totalCents, order.payment.authorisedCents]).toEqual([2000, 5000]);
    const more = planEdit(order, { items: [{ lineId: 'line_1', quantity: 4 }] });
    expect([more.authoriseCents, more.more]).toEqual([undefined, [{ lineId: 'line_1', sku: 'A', quantity: 2 }]]);
  });

  it('takes a line out with the adjustments that name it, and splits the discounts anew', () => {
    const adjustments = [
      { type: 'discount' as const, amountCents: -300 },
      { type: 'fee' as const, amountCents: 50, lineId: 'line_2' },
    ];
    const order = edited(confirmed([line(1, 1000), line(1, 500, 'B')], { adjustments }), { items: [{ lineId: 'line_2', quantity: 0 }] });
    expect(order).toMatchObject({ totalCents: 700, adjustments: [adjustments[0]], items: [{ lineId: 'line_1', netCents: 700 }] });
  });

  it('gives no line the id of one that was taken out', () => {
    const first = edited(confirmed([line(1, 1000)]), { items: [line(1, 1, 'B')] });
    const second = edited(first, { items: [{ lineId: 'line_2_1', quantity: 0 }, line(1, 1, 'C')] });
    expect(second.items.map(({ lineId, sku }) => [lineId, sku])).toEqual([
      ['line_1', 'A'],
      ['line_3_1', 'C'],
    ]);
  });

  it('that changes nothing is no change', () => {
    const order = confirmed([line(2, 1000)], { shipTo: ADDRESS });
    expect(edited(order, { items: [{ lineId: 'line_1', quantity: 2 }], shipTo: { ...ADDRESS }, adjustments: [] })).toBe(order);
  });

  it('takes all adjustments away where it says so', () => {
    const order = confirmed([line(2, 1000)], { adjustments: [{ type: 'shipping', amountCents: 500 }] });
    const after = edited(order, { adjustments: [] });
    expect([after.totalCents, 'adjustments' in after]).toEqual([2000, false]);
  });

  it.each<[string, OrderEdit, ...string[]]>([
    ['a line that there is not', { items: [{ lineId: 'line_9', quantity: 1 }] }, '/items/0/lineId'],
    [
      'a line twice',
      {
        items: [
          { lineId: 'line_1', quantity: 2 },
          { lineId: 'line_1', quantity: 3 },
        ],
      },
      '/items/1/lineId',
    ],
    ['fewer than are cancelled', { items: [{ lineId: 'line_1', quantity: 0 }] }, '/items/0/quantity'],
    ['nothing that is left', { items: [{ lineId: 'line_1', quantity: 1 }] }, '/items'],
    ['more lines than there may be', { items: Array.from({ length: MOST_LINES }, () => line(1, 1)) }, '/items'],
    ['an adjustment of no line', { adjustments: [{ type: 'tax', amountCents: 1, lineId: 'line_9' }] }, '/adjustments/0/lineId'],
    ['another total than it comes to', { items: [{ lineId: 'line_1', quantity: 2 }], totalCents: 1 }, '/totalCents'],
    ['more than fits an event', { items: Array.from({ length: 90 }, () => line(1, 1, 'x'.repeat(900))) }, ''],
  ])('is refused for %s', (_title, edit, ...pointers) => {
    const order = confirmed([line(3, 1000)]);
    const some = applyChange(order, lineCancelChange(order, [{ lineId: 'line_1', quantity: 1 }], ''), AT).order;
    expect(faultOf(some, edit)).toEqual(['INVALID_REQUEST', ...pointers]);
  });

  it.each(['FULFILLING', 'SHIPPED', 'COMPLETED', 'CANCELING', 'CANCELED', 'REJECTED'] as const)(
    'of an order that is %s is refused',
    (status) => {
      expect(faultOf({ ...confirmed([line(2, 1000)]), status }, { shipTo: ADDRESS })).toEqual(['EDIT_REFUSED']);
    },
  );

  it('while the customer is asked takes no more of stock and money, and none before', () => {
    const order = confirmed([line(2, 1000)]);
    const asked: Order = { ...order, status: 'CREATED', payment: { ...order.payment, status: 'requires_action', authorisedCents: 0 } };
    const to = (quantity: number) => faultOf(asked, { items: [{ lineId: 'line_1', quantity }] });
    expect([to(1), to(3), faultOf(asked, { shipTo: ADDRESS })]).toEqual([undefined, ['EDIT_REFUSED'], undefined]);
    expect(faultOf({ ...asked, payment: { ...asked.payment, status: 'pending' } }, { shipTo: ADDRESS })).toEqual(['EDIT_REFUSED']);
  });
});

describe('any sequence of edits and cancels of lines', () => {
  const quantity = fc.integer({ min: 0, max: 6 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('set' as const), place: fc.nat(5), quantity }),
    fc.record({ do: fc.constant('add' as const), quantity: fc.integer({ min: 1, max: 6 }), priceCents: fc.nat(999) }),
    fc.record({ do: fc.constant('discount' as const), amountCents: fc.nat(900) }),
    fc.record({ do: fc.constant('cancel' as const), place: fc.nat(5), quantity: fc.integer({ min: 1, max: 3 }) }),
  );
  const items = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 6 }), priceCents: fc.nat(999) }), { minLength: 1, maxLength: 4 });

  it('leaves units, stock and money as a count by hand has them', () => {
    fc.assert(
      fc.property(items, fc.array(step, { maxLength: 12 }), (ordered, sequence) => {
        let order = confirmed(ordered.map((each) => ({ sku: 'A', ...each })));
        const reserved = new Map(order.items.map((each) => [each.lineId, each.quantity]));
        const model = new Map(
          order.items.map((each) => [each.lineId, { quantity: each.quantity, cancelled: 0, priceCents: each.priceCents }]),
        );
        let discount = 0;
        for (const act of sequence) {
          const at = order.items[('place' in act ? act.place : 0) % order.items.length];
          if (!at) throw new Error('an order has lines');
          const before = order;
          if (act.do === 'cancel') order = tried(order, () => cancelled(order, at.lineId, act.quantity));
          if (act.do === 'set') order = tried(order, () => edited(order, { items: [{ lineId: at.lineId, quantity: act.quantity }] }));
          if (act.do === 'add') order = tried(order, () => edited(order, { items: [line(act.quantity, act.priceCents)] }));
          if (act.do === 'discount')
            order = tried(order, () => edited(order, { adjustments: [{ type: 'discount', amountCents: -act.amountCents }] }));
          if (order === before) continue;
          if (act.do === 'discount') discount = act.amountCents;
          const known = model.get(at.lineId);
          if (act.do === 'set' && act.quantity === 0) model.delete(at.lineId);
          else if (act.do === 'set' && known) known.quantity = act.quantity;
          else if (act.do === 'cancel' && known) known.cancelled += act.quantity;
          else if (act.do === 'add')
            model.set(`line_${before.version}_1`, { quantity: act.quantity, cancelled: 0, priceCents: act.priceCents });
          for (const { lineId } of [...before.items, ...order.items]) {
            const { quantity: now = 0, cancelled: gone = 0 } = model.get(lineId) ?? {};
            reserved.set(lineId, now - gone);
          }
        }
        const lines = [...model].map(([lineId, each]) => [lineId, each.quantity, each.cancelled]);
        expect(order.items.map((each) => [each.lineId, each.quantity, unitsOf(each, order).cancelled])).toEqual(lines);
        expect(order.items.map((each) => unitsOf(each, order).reserved)).toEqual(order.items.map(({ lineId }) => reserved.get(lineId)));
        const goods = [...model.values()].reduce((sum, each) => sum + each.quantity * each.priceCents, 0);
        expect(order.totalCents).toBe(goods - discount);
        expect(order.payment.authorisedCents).toBeGreaterThanOrEqual(dueCents(order));
      }),
    );
  });

  function cancelled(order: Order, lineId: string, quantity_: number): Order {
    const units = [{ lineId, quantity: quantity_ }];
    if (planLineCancel(order, units).isWhole) throw new Error('the whole');
    return applyChange(order, lineCancelChange(order, units, ''), AT).order;
  }
});

function tried<T>(otherwise: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A change that the status table forbids is a bug, and no refusal.
    if (error instanceof Error && error.name === 'ForbiddenChangeError') throw error;
    return otherwise;
  }
}

it('asks for nothing where it needs nothing', () => {
  expect(asksForMore(planEdit(confirmed([line(2, 1000)]), { shipTo: ADDRESS }))).toBe(false);
});
