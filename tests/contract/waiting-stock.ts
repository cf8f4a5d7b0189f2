import { CALLERS, expiresAt, later, stockCalls, type StockUnderTest } from './stock-calls.ts';

/** What every keeper does for orders that wait for stock. */
export function describeWaiting(name: string, underTest: () => StockUnderTest): void {
  const { newSku, level, times, orderOf, reserved } = stockCalls(underTest);
  const waitingFor = (quantity: number, lineId = 'line_1') => ({ outcome: 'waiting', lines: [{ lineId, quantity }] });
  const waiting = async (...goods: [sku: string, quantity: number][]) => {
    const order = orderOf(...goods);
    expect(await order.wait()).toMatchObject({ outcome: 'waiting' });
    return order;
  };

  describe(`waiting with ${name}`, () => {
    it('takes what is free of each line, and waits for the rest', async () => {
      const [plenty, scarce, unknown] = [await newSku(5), await newSku(3), await newSku(0)];
      const order = orderOf([plenty, 2], [scarce, 2], [scarce, 2], [unknown, 1]);
      const waits = {
        outcome: 'waiting',
        lines: [
          { lineId: 'line_3', quantity: 1 },
          { lineId: 'line_4', quantity: 1 },
        ],
      };
      expect(await order.wait()).toEqual(waits);
      expect(await times(() => order.wait())).toEqual(Array.from({ length: CALLERS }, () => waits));
      expect([await level(plenty), await level(scarce), await level(unknown)]).toEqual([
        [5, 2],
        [3, 3],
        [0, 0],
      ]);
    });

    it('reserves at once what is all there', async () => {
      expect(await orderOf([await newSku(1), 1]).wait()).toEqual({ outcome: 'reserved', expiresAt });
    });

    it('gives what comes free to who waited longest, and nothing of it to a newcomer', async () => {
      const sku = await newSku(0);
      const [first, second] = [await waiting([sku, 3]), await waiting([sku, 1])];
      await underTest().setOnHand(sku, 1);
      expect([await first.claim(), await second.claim()]).toEqual([waitingFor(2), waitingFor(1)]);
      expect(await orderOf([sku, 1]).reserve()).toEqual({ outcome: 'short', shortages: [{ sku, wanted: 1, available: 0 }] });
      await underTest().setOnHand(sku, 4);
      expect([await first.claim(), await second.claim()]).toEqual([1, 2].map(() => ({ outcome: 'reserved', expiresAt })));
      expect(await level(sku)).toEqual([4, 4]);
    });

    it('leaves to a newcomer what is free and nobody waits for', async () => {
      const [rare, common] = [await newSku(0), await newSku(3)];
      await waiting([rare, 1], [common, 1]);
      expect(await orderOf([common, 2]).reserve()).toMatchObject({ outcome: 'reserved' });
      await underTest().setOnHand(rare, 3);
      expect(await orderOf([rare, 2]).reserve()).toMatchObject({ outcome: 'reserved' });
    });

    it.each([
      ['cancelled', (holder: ReturnType<typeof orderOf>) => holder.close()],
      ['cancelled in part', (holder: ReturnType<typeof orderOf>) => holder.release('cancelled', { line_1: 2 })],
      [
        'sent back',
        async (holder: ReturnType<typeof orderOf>) => {
          await holder.ship('shipped', { line_1: 2 });
          await holder.restock('returned', { line_1: 2 });
        },
      ],
    ])('serves who waits with what is %s', async (_, setFree) => {
      const sku = await newSku(2);
      const holder = await reserved([sku, 2]);
      const order = await waiting([sku, 2]);
      await setFree(holder);
      expect(await order.claim()).toEqual({ outcome: 'reserved', expiresAt });
    });

    it('keeps the instant that was said first once all is there, and until then says none', async () => {
      const sku = await newSku(1);
      const order = await waiting([sku, 2]);
      expect(await order.claim('2030-01-01T00:00:00.000Z')).toEqual(waitingFor(1));
      await underTest().setOnHand(sku, 2);
      expect(await order.claim(later)).toEqual({ outcome: 'reserved', expiresAt: later });
      expect([await order.claim(), await order.wait()]).toEqual([1, 2].map(() => ({ outcome: 'reserved', expiresAt: later })));
    });

    it('is over for units that are cancelled: those that are waited for first', async () => {
      const sku = await newSku(1);
      const order = await waiting([sku, 3]);
      await order.release('cancelled', { line_1: 1 });
      expect([await order.claim(), await level(sku)]).toEqual([waitingFor(1), [1, 1]]);
      await order.release('cancelled again', { line_1: 1 });
      expect([await order.claim(), await level(sku)]).toEqual([{ outcome: 'reserved', expiresAt }, [1, 1]]);
    });

    it('ends with the order, and leaves nothing behind', async () => {
      const sku = await newSku(1);
      const order = await waiting([sku, 3]);
      await order.close();
      expect([await order.claim(), await level(sku)]).toEqual([{ outcome: 'released' }, [1, 0]]);
      expect(await orderOf([sku, 1]).reserve()).toMatchObject({ outcome: 'reserved' });
    });

    it('stops for what is missing, and says what is left, however often', async () => {
      const [sku, none] = [await newSku(1), await newSku(0)];
      const order = await waiting([sku, 3], [none, 1]);
      const left = [
        { lineId: 'line_1', quantity: 1 },
        { lineId: 'line_2', quantity: 0 },
      ];
      expect(await order.stopWaiting()).toEqual(left);
      await underTest().setOnHand(sku, 9);
      expect(await order.stopWaiting()).toEqual(left);
      expect([await order.claim(), await level(sku)]).toEqual([{ outcome: 'reserved', expiresAt }, [9, 1]]);
    });

    it('gives each unit to one of those who wait, in their order, however stopping races with what arrives', async () => {
      const sku = await newSku(0);
      const orders = [];
      for (let n = 0; n < CALLERS; n++) orders.push(await waiting([sku, 2]));
      const [left] = await Promise.all([
        Promise.all(orders.map(async (order, n) => (n % 2 ? (await order.stopWaiting())[0]?.quantity : undefined))),
        underTest().setOnHand(sku, 2 * CALLERS),
      ]);
      const outcomes = await Promise.all(orders.map((order) => order.claim()));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(orders.map(() => 'reserved'));
      const dropped = left.filter((units) => units === 0).length;
      expect(left.filter((units) => units === 1)).toEqual([]);
      expect(await level(sku)).toEqual([2 * CALLERS, 2 * (CALLERS - dropped)]);
    });

    it('names who was given units and has not looked, until they do', async () => {
      const sku = await newSku(0);
      const order = await waiting([sku, 1]);
      expect(await underTest().stock.serveLeftOver(100_000)).not.toContain(order.id);
      await underTest().setOnHand(sku, 1);
      expect(await underTest().stock.serveLeftOver(100_000)).toContain(order.id);
      await order.claim();
      expect(await underTest().stock.serveLeftOver(100_000)).not.toContain(order.id);
    });
  });
}
