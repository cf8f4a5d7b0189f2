import { randomUUID } from 'node:crypto';
import { CALLERS, expiresAt, later, stockCalls, type StockUnderTest } from './stock-calls.ts';
import { describeWaiting } from './waiting-stock.ts';

/** What every keeper of stock must do. */
export function describeStockKeeper(name: string, underTest: () => StockUnderTest): void {
  const { newSku, level, times, orderOf, reserved } = stockCalls(underTest);

  describe(`reserving with ${name}`, () => {
    it(`never sells more than there is to ${CALLERS} callers at the same instant`, async () => {
      const hot = await newSku(20);
      const outcomes = await times(() => orderOf([hot, 1]).reserve());
      expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(20);
      expect(await level(hot)).toEqual([20, 20]);
    });

    it('takes all lines or none, and says which SKUs are short over all their lines', async () => {
      const [plenty, scarce] = [await newSku(10), await newSku(1)];
      const outcome = await orderOf([plenty, 5], [scarce, 1], [scarce, 1]).reserve();
      expect(outcome).toEqual({ outcome: 'short', shortages: [{ sku: scarce, wanted: 2, available: 1 }] });
      expect(await level(plenty)).toEqual([10, 0]);
    });

    it('takes of the stock of its tenant, and gives back there', async () => {
      const sku = await newSku(1);
      await underTest().setOnHand(sku, 5, 'acme');
      const orderId = randomUUID();
      const call = { orderId, tenant: 'acme', lines: [{ lineId: 'line_1', sku, quantity: 4 }] };
      const units = (step: string, quantity: number) => ({ orderId, step, lines: [{ lineId: 'line_1', quantity }] });
      const levels = async () => [await level(sku), await level(sku, 'acme')];
      expect(await underTest().stock.reserve({ ...call, step: 'created', expiresAt })).toMatchObject({ outcome: 'reserved' });
      await underTest().stock.ship(units('shipped', 1));
      await underTest().stock.release(units('cancelled', 1));
      expect(await levels()).toEqual([
        [1, 0],
        [4, 2],
      ]);
      await underTest().stock.close(call);
      expect(await levels()).toEqual([
        [1, 0],
        [4, 0],
      ]);
    });

    it('looks anew when it is repeated after it was short', async () => {
      const sku = await newSku(0);
      const order = orderOf([sku, 1]);
      expect(await order.reserve()).toMatchObject({ outcome: 'short' });
      await underTest().setOnHand(sku, 1);
      expect(await order.reserve()).toMatchObject({ outcome: 'reserved' });
    });

    it('does not block orders that want the same goods in another order', async () => {
      const [a, b] = [await newSku(1000), await newSku(1000)];
      const outcomes = await times((n) => (n % 2 ? orderOf([a, 1], [b, 1]) : orderOf([b, 1], [a, 1])).reserve());
      expect(outcomes.every(({ outcome }) => outcome === 'reserved')).toBe(true);
      expect(await level(a)).toEqual([1000, CALLERS]);
    });

    it('has one effect under a step, and answers each of its callers so, also where it took the last there was', async () => {
      const [a, b] = [await newSku(3), await newSku(5)];
      const order = orderOf([a, 1], [b, 5], [a, 2]);
      const outcomes = await times(() => order.reserve());
      expect(outcomes).toEqual(outcomes.map(() => ({ outcome: 'reserved', expiresAt })));
      expect([await level(a), await level(b)]).toEqual([
        [3, 3],
        [5, 5],
      ]);
    });

    it('keeps the first expiry when it is repeated with a later one', async () => {
      const order = await reserved([await newSku(1), 1]);
      expect(await order.reserve('created', undefined, later)).toEqual({ outcome: 'reserved', expiresAt });
    });

    it('takes more of a line, and more lines, under another step', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 2]);
      const more = ['line_1', 'line_2'].map((lineId) => ({ lineId, sku, quantity: 3 }));
      expect(await order.reserve('changed', more)).toMatchObject({ outcome: 'reserved' });
      await order.reserve('changed', more);
      expect(await level(sku)).toEqual([10, 8]);
      await order.close();
      expect(await level(sku)).toEqual([10, 0]);
    });
  });

  describe(`releasing with ${name}`, () => {
    it('gives a part of a line back, once a step', async () => {
      const [a, b] = [await newSku(10), await newSku(10)];
      const order = await reserved([a, 5], [b, 2]);
      await times(() => order.release('cancelled:1', { line_1: 2 }));
      expect([await level(a), await level(b)]).toEqual([
        [10, 3],
        [10, 2],
      ]);
      await order.release('cancelled:2', { line_1: 1, line_2: 2 });
      expect([await level(a), await level(b)]).toEqual([
        [10, 2],
        [10, 0],
      ]);
    });

    it('never gives back more than is still reserved, and nothing of a line that never was', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 3], [sku, 1]);
      await order.ship('shipped:1', { line_1: 2 });
      await order.release('cancelled', { line_1: 9, line_7: 1 });
      expect(await level(sku)).toEqual([8, 1]);
    });

    it('leaves what it gave back to others, and the rest to the order', async () => {
      const sku = await newSku(3);
      const order = await reserved([sku, 3]);
      await order.release('cancelled', { line_1: 1 });
      await reserved([sku, 1]);
      expect(await order.reserve()).toMatchObject({ outcome: 'reserved' });
      expect(await level(sku)).toEqual([3, 3]);
    });
  });

  describe(`cutting back with ${name}`, () => {
    it('gives back what is reserved beyond what the order keeps, lines that it has no more too, however often', async () => {
      const [a, b] = [await newSku(10), await newSku(10)];
      const order = await reserved([a, 5], [b, 2], [b, 1]);
      await order.ship('shipped', { line_1: 1 });
      await times(() => order.cutBack('edited', { line_1: 2, line_2: 7 }));
      expect([await level(a), await level(b)]).toEqual([
        [9, 2],
        [10, 2],
      ]);
    });

    it('bars a reserve under its step, and none under another', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 2]);
      const more = [{ lineId: 'line_1', sku, quantity: 3 }];
      await order.cutBack('edited', { line_1: 2 });
      await order.reserve('edited', more);
      expect(await level(sku)).toEqual([10, 2]);
      await order.reserve('edited again', more);
      expect(await level(sku)).toEqual([10, 5]);
    });

    it('leaves nothing reserved of an order that is closed', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 2]);
      await order.close();
      await order.cutBack('edited', { line_1: 2 });
      expect(await level(sku)).toEqual([10, 0]);
    });
  });

  describe(`closing with ${name}`, () => {
    it('gives back what is still reserved, once', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 3], [sku, 2]);
      await order.ship('shipped:1', { line_2: 1 });
      await times(() => order.close());
      expect(await level(sku)).toEqual([9, 0]);
    });

    it('bars a reserve that comes after it, under whatever step', async () => {
      const sku = await newSku(10);
      const order = orderOf([sku, 3], [sku, 1]);
      await order.close();
      expect(await order.reserve()).toEqual({ outcome: 'released' });
      expect(await order.reserve('changed', [{ lineId: 'line_9', sku, quantity: 1 }])).toEqual({ outcome: 'released' });
      expect(await level(sku)).toEqual([10, 0]);
    });

    it('leaves nothing reserved when it races with the reserve, and nobody is told of a shortage', async () => {
      const sku = await newSku(CALLERS);
      const orders = Array.from({ length: CALLERS }, () => orderOf([sku, 1]));
      const outcomes = await Promise.all(orders.flatMap((order) => [order.reserve(), order.close().then(() => undefined)]));
      expect(await level(sku)).toEqual([CALLERS, 0]);
      expect(outcomes.filter((told) => told?.outcome === 'short')).toEqual([]);
      expect(await Promise.all(orders.map((order) => order.reserve()))).toEqual(orders.map(() => ({ outcome: 'released' })));
    });
  });

  describe(`shipping with ${name}`, () => {
    it('takes what left off hand and off the reservations, once a step', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 3], [sku, 2]);
      await times(() => order.ship('shipped:1', { line_1: 1, line_2: 2 }));
      expect(await level(sku)).toEqual([7, 2]);
      await order.ship('shipped:2', { line_1: 2 });
      await order.close();
      expect(await level(sku)).toEqual([5, 0]);
    });

    it('ships what is reserved though the warehouse counted less, and never falls below nothing', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 8]);
      await underTest().setOnHand(sku, 5);
      await order.ship('shipped', { line_1: 8 });
      expect(await level(sku)).toEqual([0, 0]);
    });

    it('ships nothing that was given back', async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 3]);
      await order.close();
      await order.ship('shipped', { line_1: 3 });
      expect(await level(sku)).toEqual([10, 0]);
    });

    it('and giving back part each unit between them, however they race', async () => {
      const [a, b] = [await newSku(1000), await newSku(1000)];
      const orders = await Promise.all(Array.from({ length: CALLERS }, () => reserved([a, 2], [b, 2])));
      await Promise.all(
        orders.flatMap((order) => [
          order.ship('shipped', { line_1: 1, line_2: 2 }),
          order.release('cancelled', { line_2: 1, line_1: 2 }),
          order.close(),
        ]),
      );
      expect((await level(a))[1]).toBe(0);
      expect((await level(b))[1]).toBe(0);
    });
  });

  describe(`restocking with ${name}`, () => {
    it(`puts what came back on hand once a step, whoever of ${CALLERS} is first, and never more than has left`, async () => {
      const sku = await newSku(10);
      const order = await reserved([sku, 3], [sku, 2]);
      await order.ship('shipped', { line_1: 3, line_2: 1 });
      await times(() => order.restock('r1', { line_1: 1, line_2: 1 }));
      expect(await level(sku)).toEqual([8, 1]);
      await order.restock('r2', { line_1: 5, line_2: 5 });
      expect(await level(sku)).toEqual([10, 1]);
    });

    it('leaves the stock of others alone, and what is not there', async () => {
      const sku = await newSku(1);
      await orderOf([sku, 1]).restock('r1', { line_1: 1 });
      expect(await level(sku)).toEqual([1, 0]);
    });
  });

  describeWaiting(name, underTest);
}
