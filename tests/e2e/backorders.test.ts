import type { Order } from '../../domain/order.ts';
import { api, get, newSku, stockOf, submit, untilEnd, untilOrder, untilStatus } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { moneyOf } from '../support/order-in-parts.ts';

const BACKORDER = { customerId: 'cust_waits', allowBackorder: true, holds: [{ reason: 'other' }] };
const began = new Date().toISOString();

const placed = async (items: readonly object[], over: object = BACKORDER) => (await submit({ ...over, items })).body.id;
const missing = ({ items }: Order) => items.map(({ waiting }) => waiting);
const counts = async (sku: string) => {
  const { onHand, reserved } = await stockOf(sku);
  return [onHand, reserved];
};
/** What the stock has for an order it has before the order says so. */
const untilMissing = (id: string, ...units: (number | undefined)[]) =>
  untilOrder(id, (order) => JSON.stringify(missing(order)) === JSON.stringify(units));

async function goesOn(id: string): Promise<void> {
  for (const { holdId } of (await get(id)).holds ?? []) await api().releaseHold(id, holdId);
  expect(await untilEnd(id)).toMatchObject({ status: 'COMPLETED' });
}

describe('an order that waits for stock', () => {
  it('6: is CREATED and unpaid with what there is, and CONFIRMED when the rest comes', async () => {
    const [a, b] = [await newSku(5), await newSku(0)];
    const id = await placed([
      { sku: a, quantity: 2, priceCents: 500 },
      { sku: b, quantity: 3, priceCents: 100 },
    ]);
    await untilMissing(id, 0, 3);
    expect(await get(id)).toMatchObject({
      status: 'CREATED',
      payment: { status: 'pending', authorisedCents: 0 },
      items: [{ units: { waiting: 0, reserved: 2 } }, { units: { waiting: 3, reserved: 0 } }],
      waitingFor: { what: 'stock' },
    });
    expect([await counts(a), await moneyOf(id)]).toEqual([
      [5, 2],
      [0, 0, 0],
    ]);
    expect((await api().putInStock(b, 3)).body).toEqual({ sku: b, onHand: 3, reserved: 3, available: 0 });
    expect(await untilStatus(id, 'CONFIRMED')).toMatchObject({ payment: { authorisedCents: 1300 } });
    expect(await counts(b)).toEqual([3, 3]);
    await goesOn(id);
    expect([await counts(a), await counts(b), await moneyOf(id)]).toEqual([
      [3, 0],
      [0, 0],
      [1300, 1300, 0],
    ]);
  });

  it('7: is served before those that came later, and before whoever does not wait', async () => {
    const b = await newSku(0);
    const line = (quantity: number) => [{ sku: b, quantity, priceCents: 100 }];
    const first = await placed(line(3));
    await untilMissing(first, 3);
    const second = await placed(line(1));
    await untilMissing(second, 1);
    await api().putInStock(b, 1);
    await untilMissing(first, 2);
    expect(missing(await get(second))).toEqual([1]);
    const third = await placed(line(1), { customerId: 'cust_hurries' });
    expect(await untilStatus(third, 'REJECTED')).toMatchObject({ reason: { code: 'out_of_stock' } });
    await api().putInStock(b, 4);
    for (const id of [first, second]) await untilStatus(id, 'CONFIRMED');
    expect(await counts(b)).toEqual([4, 4]);
    for (const id of [first, second]) await goesOn(id);
  });

  it('is served with what a cancel of an order, or of a line, sets free', async () => {
    const sku = await newSku(2);
    const line = (quantity: number) => [{ sku, quantity, priceCents: 100 }];
    const [whole, part] = [await placed(line(1)), await placed(line(1))];
    for (const id of [whole, part]) await untilStatus(id, 'CONFIRMED');
    const id = await placed(line(2));
    await untilMissing(id, 2);
    expect((await api().cancel(whole)).status).toBe(200);
    await untilMissing(id, 1);
    expect((await api().cancelLines(part, [{ lineId: 'line_1', quantity: 1 }])).status).toBe(200);
    await untilStatus(id, 'CONFIRMED');
    await goesOn(id);
  });

  it('is cancelled with all that it waits for, or in part', async () => {
    const sku = await newSku(1);
    const line = (quantity: number) => [{ sku, quantity, priceCents: 100 }];
    const [whole, part] = [await placed(line(3)), await placed(line(2))];
    await untilMissing(whole, 2);
    await untilMissing(part, 2);
    expect((await api().cancel(whole)).body).toMatchObject({ status: 'CANCELED', payment: { authorisedCents: 0 } });
    await untilMissing(part, 1);
    expect((await api().cancelLines(part, [{ lineId: 'line_1', quantity: 1 }])).status).toBe(200);
    expect(await untilStatus(part, 'CONFIRMED')).toMatchObject({ payment: { authorisedCents: 100 } });
    await goesOn(part);
  });

  it('leaves every invariant of the contract whole', async () => {
    const { code, said } = await checkInvariants('--since', began);
    expect([code, said]).toEqual([0, expect.stringContaining('checks hold')]);
  });
});
