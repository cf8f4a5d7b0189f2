import fc from 'fast-check';
import type { Order } from '../../domain/order.ts';
import { isOpenReturn } from '../../domain/return.ts';
import { api, newSku, orderFor, stockOf, submit, untilEnd, untilOrder } from './api-client.ts';
import { after, RACE_ORDERS, RACE_SEED, raceAll } from './races.ts';

const PRICE_CENTS = 1999;
/** By how much either of two equals may be later. */
const LATEST_EQUAL_MS = 60;
/** A return has more steps before its refund than a refund: half of the time it gets up to so much of a start. */
const LATEST_REFUND_MS = 1500;

const plans = fc.record({
  announceMs: fc.noBias(fc.tuple(fc.nat(LATEST_EQUAL_MS), fc.nat(LATEST_EQUAL_MS))),
  restockAfterMs: fc.noBias(fc.nat(LATEST_EQUAL_MS)),
  scrapAfterMs: fc.noBias(fc.nat(LATEST_EQUAL_MS)),
  refundAfterMs: fc.noBias(fc.oneof(fc.nat(LATEST_EQUAL_MS), fc.nat(LATEST_REFUND_MS))),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

interface Race {
  readonly order: Order;
  readonly announced: readonly number[];
  readonly restocked: number;
  readonly scrapped: number;
  readonly refunded: number;
}

/** One unit, which two announce to come back; then it is received twice, each time otherwise, while somebody asks for its money. */
async function race(sku: string, { announceMs, restockAfterMs, scrapAfterMs, refundAfterMs }: Plan): Promise<Race> {
  const { body } = await submit(orderFor(sku, { items: [{ sku, quantity: 1, priceCents: PRICE_CENTS }] }));
  const { id } = await untilEnd(body.id);
  const announce = (key: string) => api().requestReturn(id, { reason: 'race', items: [{ lineId: 'line_1', quantity: 1 }] }, key);
  const announced = await Promise.all(announceMs.map((ms) => after(ms, announce)));
  const { returns = [] } = await untilOrder(id, (order) => order.returns?.at(-1)?.status === 'approved');
  const receive = (how: 'restock' | 'scrap') => (key: string) => {
    const goods = { items: [{ lineId: 'line_1', [how]: 1 }] };
    return api().changeReturn(id, returns.at(-1)?.returnId ?? '', 'receive', goods, { 'idempotency-key': key });
  };
  const [restocked, scrapped, refunded] = await Promise.all([
    after(restockAfterMs, receive('restock')),
    after(scrapAfterMs, receive('scrap')),
    after(refundAfterMs, (key) => api().refund(id, { reason: 'race' }, key)),
  ]);
  return { order: await untilOrder(id, isAtRest), announced, restocked, scrapped, refunded };
}

function isAtRest({ returns = [], refunds }: Order): boolean {
  return !returns.some(isOpenReturn) && refunds.every(({ status }) => status !== 'pending');
}

/** On a system of its own, whose parcels are quick and hold one unit. */
export function describeReturnRaces(): void {
  describe(`${RACE_ORDERS} orders of which each return, reception and refund races with another (RACE_SEED=${RACE_SEED})`, () => {
    let races: Race[];
    let sku: string;
    const isRestocked = ({ order }: Race) => order.returns?.[0]?.lines[0]?.restocked === 1;
    const isRefundedByReturn = ({ order }: Race) => order.refunds.some(({ cause }) => cause !== undefined);
    const wins = (won: (race: Race) => boolean) => races.filter(won).length;
    beforeAll(async () => {
      sku = await newSku(RACE_ORDERS);
      races = await raceAll(plans, (plan) => race(sku, plan));
    }, 15 * 60_000);

    it('have one winner each, and both sides win some', () => {
      const first = wins(({ announced }) => announced[0] === 201);
      const [restocked, byReturn] = [wins(isRestocked), wins(isRefundedByReturn)];
      process.stdout.write(`race: ${first} first returns, ${restocked} restocked, ${byReturn} refunded by their return\n`);
      for (const won of [first, restocked, byReturn]) expect(Math.min(won, RACE_ORDERS - won)).toBeGreaterThan(0);
      const ends = races.map(({ order }) => [order.status, order.returns?.length, order.returns?.[0]?.status, order.refunds.length]);
      expect(ends).toEqual(races.map(() => ['RETURNED', 1, 'closed', 1]));
    });

    it('tell each caller what became of it', () => {
      // 202: it outlasted the request.
      const isTrue = (told: number, done: number, won: boolean) => told === 202 || told === (won ? done : 409);
      const wrong = races.filter((each) => {
        const { announced, restocked, scrapped, refunded } = each;
        const isOneAnnounced = announced.includes(202) || (announced.includes(201) && announced.includes(409));
        return !(
          isOneAnnounced &&
          isTrue(restocked, 200, isRestocked(each)) &&
          isTrue(scrapped, 200, !isRestocked(each)) &&
          isTrue(refunded, 201, !isRefundedByReturn(each))
        );
      });
      expect(wrong).toEqual([]);
    });

    it('give each unit back into stock or not, and its money once', async () => {
      expect(new Set(races.map(({ order }) => order.payment.refundedCents))).toEqual(new Set([PRICE_CENTS]));
      expect(await stockOf(sku)).toMatchObject({ onHand: wins(isRestocked), reserved: 0 });
    });
  });
}
