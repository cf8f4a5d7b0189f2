import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { unitsKept } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import { api, newSku, stockOf, submit, untilEnd, untilOrder } from './api-client.ts';
import { after, RACE_ORDERS, RACE_SEED, raceAll } from './races.ts';

/** A choice goes through the workflow before the stock hears of it: the stock gets up to so much later a start. */
const LATEST_STOCK_MS = 600;
const plans = fc.record({ stockAfterMs: fc.noBias(fc.nat(LATEST_STOCK_MS)) });

/** For a system of one's own: a person is asked at once. */
export const ASKS_AT_ONCE = { BACKORDER_DAYS: '0.00001' };

interface Race {
  readonly order: Order;
  readonly awaited: string;
  readonly told: number;
}

/** One unit is there, and two are waited for: somebody drops those, and they arrive. */
async function race(there: string, { stockAfterMs }: { readonly stockAfterMs: number }): Promise<Race> {
  const awaited = await newSku(0);
  const items = [
    { sku: there, quantity: 1, priceCents: 1999 },
    { sku: awaited, quantity: 2, priceCents: 500 },
  ];
  const { body } = await submit({ customerId: 'cust_race', allowBackorder: true, items });
  await untilOrder(body.id, ({ needsAttention }) => needsAttention?.choices.includes('drop_missing') ?? false);
  const [told] = await Promise.all([
    after(0, () => api().resolve(body.id, 'drop_missing')),
    delay(stockAfterMs).then(() => api().putInStock(awaited, 2)),
  ]);
  return { order: await untilEnd(body.id), awaited, told };
}

/** On a system of its own, in which a person is asked at once. */
export function describeBackorderRaces(): void {
  describe(`${RACE_ORDERS} drops of what is missing that race with its arrival (RACE_SEED=${RACE_SEED})`, () => {
    let races: Race[];
    const keptOf = ({ order }: Race) => order.items.slice(1).map(unitsKept)[0];
    beforeAll(async () => {
      const there = await newSku(RACE_ORDERS);
      races = await raceAll(plans, (plan) => race(there, plan));
    }, 15 * 60_000);

    it('have one winner each, and both sides win some', () => {
      const arrived = races.filter((each) => keptOf(each) === 2).length;
      process.stdout.write(`race: ${arrived} arrived in time, ${RACE_ORDERS - arrived} dropped\n`);
      expect(races.filter((each) => ![0, 2].includes(keptOf(each) ?? -1)).map(({ order }) => order.items)).toEqual([]);
      expect(Math.min(arrived, RACE_ORDERS - arrived)).toBeGreaterThan(0);
    });

    it('tell the caller whether the choice was taken, and nobody drops what the caller was refused', () => {
      const wrong = races.filter((each) => ![200, 202].includes(each.told) && !(each.told === 409 && keptOf(each) === 2));
      expect(wrong.map(({ told, order }) => [order.id, told, order.items])).toEqual([]);
    });

    it('leave the customer with what was there, and the rest in stock', async () => {
      for (const each of races) {
        const isKept = keptOf(each) === 2;
        expect([each.order.status, each.order.payment.capturedCents]).toEqual(['COMPLETED', isKept ? 2999 : 1999]);
        expect(await stockOf(each.awaited)).toMatchObject({ onHand: isKept ? 0 : 2, reserved: 0 });
      }
    });
  });
}
