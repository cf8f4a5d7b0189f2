import { randomUUID } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import { api, newSku, orderFor, stockOf, submit, untilEnd, untilStatus } from '../support/api-client.ts';
import { queryDatabase } from '../support/system-database.ts';

type Asked = Record<string, number>;

/** An order that is delivered and paid for, of goods of its own: ten of each there were. */
async function delivered(items: { quantity: number; priceCents: number }[], over: Record<string, unknown> = {}) {
  const goods = await Promise.all(items.map(async (item) => ({ sku: await newSku(10), ...item })));
  const { body } = await submit(orderFor('', { items: goods, ...over }));
  const { id, status } = await untilEnd(body.id);
  expect(status).toBe('COMPLETED');
  return shop(
    id,
    goods.map(({ sku }) => sku),
  );
}

/** What a test does with one order, and who else knows of it. */
function shop(id: string, skus: readonly string[]) {
  const linesOf = (asked: Asked) => Object.entries(asked).map(([lineId, quantity]) => ({ lineId, quantity }));
  const returned = (order: Order) => order.returns?.at(-1)?.returnId ?? '';
  return {
    announce: (asked: Asked, key: string = randomUUID()) => api().requestReturn(id, { reason: 'too small', items: linesOf(asked) }, key),
    receive: (returnId: string, items: object[], feeCents?: number, key: string = randomUUID()) =>
      api().changeReturn(id, returnId, 'receive', { items, ...(feeCents !== undefined && { feeCents }) }, { 'idempotency-key': key }),
    /** Announces and receives, all to be sold again. @returns what the refund of it is */
    async sendBack(asked: Asked, feeCents?: number) {
      const { body } = await this.announce(asked);
      const items = linesOf(asked).map(({ lineId, quantity }) => ({ lineId, restock: quantity }));
      const received = await this.receive(returned(body), items, feeCents);
      expect(received.status).toBe(200);
      return received.body.refunds.find(({ cause }) => cause === `return:${returned(body)}`)?.amountCents;
    },
    refund: (ask: object) => api().refund(id, { reason: 'the rest', ...ask }, randomUUID()),
    now: async () => (await api().order(id)).body,
    onHand: async () => Promise.all(skus.map(async (sku) => (await stockOf(sku)).onHand)),
    async providerRefunded() {
      const sql = 'select sum(refunded_cents)::int as cents from partners.payments where order_id = $1';
      return (await queryDatabase<{ cents: number }>(sql, [id]))[0]?.cents;
    },
  };
}

/** Three units with a discount of a cent on the last, which is cancelled before anything is captured. */
async function twoOfThreeThirds() {
  const sku = await newSku(10);
  const items = [{ sku, quantity: 3, priceCents: 1000 }];
  const discount = { type: 'discount', amountCents: -100 };
  const { body } = await submit(orderFor(sku, { items, adjustments: [discount], holds: [{ reason: 'customer' }] }));
  await untilStatus(body.id, 'CONFIRMED');
  expect((await api().cancelLines(body.id, [{ lineId: 'line_1', quantity: 1 }])).status).toBe(200);
  expect((await api().order(body.id)).body.dueCents).toBe(1934);
  await api().releaseHold(body.id, body.holds?.[0]?.holdId ?? '');
  expect((await untilEnd(body.id)).payment.capturedCents).toBe(1934);
  return shop(body.id, [sku]);
}

describe('the cases of returns, to the cent', () => {
  it('11: restocks one, scraps one, misses one: 20.00 go back, and the missing one can be announced again', async () => {
    const order = await delivered([{ quantity: 3, priceCents: 1000 }]);
    expect(await order.onHand()).toEqual([7]);
    const announced = await order.announce({ line_1: 3 });
    const [first] = announced.body.returns ?? [];
    expect([announced.status, first?.status]).toEqual([201, 'approved']);
    const received = await order.receive(first?.returnId ?? '', [{ lineId: 'line_1', restock: 1, scrap: 1, missing: 1 }]);
    expect([received.status, received.body.status, received.body.payment.refundedCents]).toEqual([200, 'COMPLETED', 2000]);
    expect([await order.onHand(), await order.providerRefunded()]).toEqual([[8], 2000]);
    expect(await order.sendBack({ line_1: 1 })).toBe(1000);
    const { status, items } = await order.now();
    expect([status, items[0]?.units]).toEqual([
      'RETURNED',
      expect.objectContaining({ delivered: 3, announced: 0, restocked: 2, scrapped: 1 }),
    ]);
    expect([await order.onHand(), await order.providerRefunded()]).toEqual([[9], 3000]);
  });

  it('12: of two at once one is announced; a line twice, and what was not delivered, is refused; goods are received once', async () => {
    const order = await delivered([{ quantity: 3, priceCents: 1000 }]);
    const answers = await Promise.all([order.announce({ line_1: 2 }), order.announce({ line_1: 2 })]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect((await order.announce({ line_1: 2 })).status).toBe(409);
    expect((await order.announce({ line_1: 4 })).status).toBe(422);
    const twice = Array.from({ length: 2 }, () => ({ lineId: 'line_1', quantity: 1 }));
    const { id, returns } = await order.now();
    expect((await api().requestReturn(id, { reason: 'too small', items: twice }, randomUUID())).status).toBe(422);
    expect(returns).toHaveLength(1);
    const goods = [{ lineId: 'line_1', restock: 2 }];
    const received = await Promise.all([1, 2].map(() => order.receive(returns[0]?.returnId ?? '', goods)));
    expect(received.map(({ status, body }) => [status, body.payment.refundedCents])).toEqual([
      [200, 2000],
      [200, 2000],
    ]);
    expect((await order.receive(returns[0]?.returnId ?? '', [{ lineId: 'line_1', scrap: 2 }])).status).toBe(409);
    expect([await order.onHand(), await order.providerRefunded()]).toEqual([[9], 2000]);
  });

  it('13: discounts and a fee: 12.04 for B, 49.63 for the rest; of units of 9.67, 9.67 and 9.66 the last is cancelled, and two come back', async () => {
    const adjustments = [
      { type: 'shipping', amountCents: 500 },
      { type: 'discount', amountCents: -1000 },
    ];
    const ab = [
      { quantity: 1, priceCents: 3333 },
      { quantity: 2, priceCents: 1667 },
    ];
    const [order, thirds] = await Promise.all([delivered(ab, { adjustments, totalCents: 6167 }), twoOfThreeThirds()]);
    expect((await order.now()).items.map(({ netCents }) => netCents)).toEqual([2833, 2834]);
    expect(await order.sendBack({ line_2: 1 }, 213)).toBe(1204);
    expect((await order.refund({})).body.refunds.at(-1)?.amountCents).toBe(4963);
    expect(await order.providerRefunded()).toBe(6167);
    expect([await thirds.sendBack({ line_1: 1 }), await thirds.sendBack({ line_1: 1 })]).toEqual([967, 967]);
    expect([(await thirds.now()).status, await thirds.onHand()]).toEqual(['RETURNED', [10]]);
  });
});
