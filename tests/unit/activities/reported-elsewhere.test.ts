// What users of other systems reported of changes, cancels, refunds and returns; the whole list is in docs/testing.md.
import type { LineQuantity } from '../../../domain/order-quantities.ts';
import type { Order } from '../../../domain/order.ts';
import type { Adjustment } from '../../../domain/pricing.ts';
import { type OrderInSteps, orderInSteps } from '../../support/order-in-steps.ts';

const IN_STOCK = 10;
const unit = (line: number, quantity = 1): LineQuantity[] => [{ lineId: `line_${line}`, quantity }];

/** Lines of two units at 10.00 each; two units travel in a parcel. */
function ordered(quantities = [2, 2], adjustments: Adjustment[] = []): Promise<OrderInSteps> {
  const items = quantities.map((quantity, index) => ({ sku: `SKU-${index + 1}`, quantity, priceCents: 1000 }));
  return orderInSteps({ items, ...(adjustments.length > 0 && { adjustments }) });
}

async function delivered(order: OrderInSteps): Promise<void> {
  await order.release();
  while ((await order.pickUp()).length > 0) await order.deliver();
}

async function sendBack(order: OrderInSteps, returnId: string, items: readonly LineQuantity[]): Promise<number | undefined> {
  expect(await order.announce(returnId, items)).toBe('done');
  const received = items.map(({ lineId, quantity }) => ({ lineId, restock: quantity }));
  expect(await order.moveReturn(returnId, { to: 'received', items: received })).toBe('done');
  return refundsOf(await order.get(), `return:${returnId}`)[0];
}

function refundsOf({ refunds }: Order, cause: string): number[] {
  return refunds.filter((refund) => refund.cause === cause).map(({ amountCents }) => amountCents);
}

const stockOf = ({ world }: OrderInSteps, line: number) => world.stock.level(`SKU-${line}`);

describe('a cancel', () => {
  it('of a refunded unit puts it back into stock once, and the refund none (PrestaShop #16869)', async () => {
    const order = await ordered();
    await order.release();
    await order.pickUp();
    await order.refund('re_1', { items: unit(2) });
    expect(stockOf(order, 2)).toEqual({ onHand: IN_STOCK, reserved: 2 });
    expect(await order.cancelLines('c-1', unit(2))).toBe('done');
    expect(stockOf(order, 2)).toEqual({ onHand: IN_STOCK, reserved: 1 });
  });

  it('of a booked unit gives that unit back, not what its parcel held (medusa #12796)', async () => {
    const order = await ordered();
    await order.release();
    expect(await order.cancelLines('c-1', unit(2))).toBe('done');
    expect([stockOf(order, 1).reserved, stockOf(order, 2).reserved]).toEqual([2, 1]);
    expect((await order.get()).shipments.map(({ status }) => status)).toEqual(['booked', 'cancelled', 'booked']);
  });

  it('of a whole line takes it off what is due and captured (shopware #5148), and refunds nothing that was never taken (vendure #4013)', async () => {
    const order = await ordered();
    expect(await order.cancelLines('c-1', unit(2, 2))).toBe('done');
    await delivered(order);
    const { status, payment } = await order.get();
    expect([status, payment.capturedCents, payment.refundedCents]).toEqual(['COMPLETED', 2000, 0]);
  });
});

describe('a return', () => {
  it('can be the second of its order, and of its line (shopware #13555)', async () => {
    const order = await ordered();
    await delivered(order);
    expect([await sendBack(order, 'ret_1', unit(1)), await sendBack(order, 'ret_2', unit(1))]).toEqual([1000, 1000]);
    expect(stockOf(order, 1).onHand).toBe(IN_STOCK);
  });

  it('by thirds of what does not divide ends with all of it back (laravel-sisp #282)', async () => {
    const order = await ordered([3], [{ type: 'discount', amountCents: -2000 }]);
    await delivered(order);
    const each = [];
    for (const name of ['ret_1', 'ret_2', 'ret_3']) each.push(await sendBack(order, name, unit(1)));
    expect(each).toEqual([334, 333, 333]);
    const { status, payment } = await order.get();
    expect([status, payment.refundedCents]).toEqual(['RETURNED', payment.capturedCents]);
  });

  it('of a refunded unit puts it back into stock once, and gives no money back again (PrestaShop #16869)', async () => {
    const order = await ordered([1]);
    await delivered(order);
    await order.refund('re_1', { items: unit(1) });
    expect(await sendBack(order, 'ret_1', unit(1))).toBeUndefined();
    expect([stockOf(order, 1), (await order.get()).payment.refundedCents]).toEqual([{ onHand: IN_STOCK, reserved: 0 }, 1000]);
  });
});

describe('an edit', () => {
  it('of units that it added leaves them to be refunded, and sent back, as those that were there (vendure #4728)', async () => {
    const order = await ordered([1, 1]);
    expect(await order.edit('e-1', { items: unit(2, 3) })).toBe('done');
    await delivered(order);
    await order.refund('re_1', { items: unit(2, 2) });
    expect(await sendBack(order, 'ret_1', unit(2, 3))).toBe(1000);
    const { payment } = await order.get();
    expect([payment.capturedCents, payment.refundedCents, stockOf(order, 2).onHand]).toEqual([4000, 3000, IN_STOCK]);
  });

  it('takes the last units that there are: what the order has of them already does not count against it (saleor #577)', async () => {
    const order = await ordered([2]);
    expect(await order.edit('e-1', { items: unit(1, IN_STOCK) })).toBe('done');
    expect(stockOf(order, 1)).toEqual({ onHand: IN_STOCK, reserved: IN_STOCK });
  });

  it('leaves the authorisation alone that covers it, and the one that is there until a dearer one has taken its place (medusa #14984)', async () => {
    const order = await ordered([2]);
    const { payments, faults } = order.world;
    expect(await order.edit('e-1', { items: unit(1) })).toBe('done');
    expect([payments.calls.length, payments.live, faults.count('payments.void')]).toEqual([1, 1, 0]);
    expect(await order.edit('e-2', { items: unit(1, 3) })).toBe('done');
    const { calls } = faults;
    expect([payments.live, calls.indexOf('payments.void') > calls.lastIndexOf('payments.authorise')]).toEqual([1, true]);
    await delivered(order);
    expect((await order.get()).payment.capturedCents).toBe(3000);
  });
});
