import fc from 'fast-check';
import type { Address, Order } from '../../domain/order.ts';
import type { OrderEdit } from '../../domain/order-edit.ts';
import { liveShipments } from '../../domain/order-quantities.ts';
import { api, newSku, orderFor, stockOf, submit, untilEnd, untilOrder, untilStatus } from './api-client.ts';
import { after, RACE_ORDERS, RACE_SEED, raceAll } from './races.ts';
import { queryDatabase } from './system-database.ts';

const PRICE_CENTS = 1000;
/** By how much either of two equals may be later. */
const LATEST_EQUAL_MS = 60;
/** The customer's decision takes its way through provider, webhook and workflow: half of the time a change gets up to so much of a start less. */
const LATEST_LOWER_MS = 1500;

const equals = fc.noBias(fc.tuple(fc.nat(LATEST_EQUAL_MS), fc.nat(LATEST_EQUAL_MS)));
const plans = fc.record({
  changeMs: equals,
  raiseAndReleaseMs: equals,
  lowerAfterMs: fc.noBias(fc.oneof(fc.nat(LATEST_EQUAL_MS), fc.nat(LATEST_LOWER_MS))),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

/** A change that was asked for beside something else, and what it was to bring. */
interface Race {
  readonly order: Order;
  /** What each of two callers was told who changed the order at once. */
  readonly changed: readonly number[];
  readonly told: number;
}

const ADDRESSES = ['1 First St', '2 Second St'].map((line1): Address => ({
  name: 'A. Customer',
  line1,
  city: 'Anywhere',
  postalCode: '10001',
  country: 'US',
}));
const to = (quantity: number) => ({ items: [{ lineId: 'line_1', quantity }] });
const ordered = async (sku: string, quantity: number, over: Record<string, unknown>) =>
  (await submit(orderFor(sku, { items: [{ sku, quantity, priceCents: PRICE_CENTS }], ...over }))).body;
const quantityOf = ({ items }: Order) => items[0]?.quantity ?? 0;

const change = (id: string, edit: OrderEdit, version: number) => (key: string) => api().edit(id, edit, version, { 'idempotency-key': key });

/** Two callers change it at once, each to an address of its own; then its hold is released while one of them raises it again. */
async function raceHeld(sku: string, { changeMs, raiseAndReleaseMs: [raiseMs, releaseMs] }: Plan): Promise<Race> {
  const { id, holds = [] } = await ordered(sku, 1, { holds: [{ reason: 'customer' }] });
  const { version } = await untilStatus(id, 'CONFIRMED');
  const send = (shipTo: Address | undefined) => change(id, { ...to(2), ...(shipTo && { shipTo }) }, version);
  const changed = await Promise.all(changeMs.map((ms, index) => after(ms, send(ADDRESSES[index]))));
  const then = await untilOrder(id, (order) => quantityOf(order) === 2);
  const release = () => api().releaseHold(id, holds[0]?.holdId ?? '');
  const [told, released] = await Promise.all([after(raiseMs, change(id, to(3), then.version)), after(releaseMs, release)]);
  expect([id, released]).toEqual([id, 200]);
  return { order: then, changed, told };
}

/** Nobody holds it: it is handed over as soon as its customer has approved the payment. */
async function raceUnheld(sku: string, { lowerAfterMs }: Plan): Promise<Race> {
  const { id } = await ordered(sku, 2, { payment: { token: 'tok_requires_action' } });
  const order = await untilOrder(id, ({ payment }) => payment.nextAction !== undefined);
  const page = order.payment.nextAction?.url ?? '';
  const [, told] = await Promise.all([
    fetch(page, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' }),
    after(lowerAfterMs, change(id, to(1), order.version)),
  ]);
  return { order, changed: [], told };
}

interface Held {
  readonly parcels: number;
  readonly payments: number;
  readonly captured: number;
}

/** What carrier and provider have of each order. */
async function heldOf(races: readonly Race[]): Promise<ReadonlyMap<string, Held>> {
  const rows = await queryDatabase<Held & { order_id: string }>(
    `select p.order_id, (select count(*)::int from partners.shipments s where s.order_id = p.order_id and cancelled_at is null) as parcels,
       count(*) filter (where status <> 'voided')::int as payments, sum(captured_cents)::int as captured
     from partners.payments p where p.order_id = any ($1) group by p.order_id`,
    [races.map(({ order }) => order.id)],
  );
  return new Map(rows.map(({ order_id, ...held }) => [order_id, held]));
}

/** Parcels leave one after another: nobody waits for those of one order before the next one races. */
async function atTheirEnd(races: readonly Race[]): Promise<Race[]> {
  const ended: Race[] = [];
  for (const race of races) ended.push({ ...race, order: await untilEnd(race.order.id) });
  return ended;
}

/** On a system of its own, whose parcels are quick and hold one unit. */
export function describeEditRaces(): void {
  describe(`${RACE_ORDERS} changes that race with each other, and with the hand-over (RACE_SEED=${RACE_SEED})`, () => {
    let held: Race[];
    let unheld: Race[];
    let sku: string;
    const isFirst = ({ order }: Race) => order.shipTo?.line1 === ADDRESSES[0]?.line1;
    const wins = (races: readonly Race[], won: (race: Race) => boolean) => races.filter(won).length;
    beforeAll(async () => {
      sku = await newSku(RACE_ORDERS * 5);
      const races = await raceAll(plans, (plan) => Promise.all([raceHeld(sku, plan), raceUnheld(sku, plan)]));
      held = await atTheirEnd(races.map(([first]) => first));
      unheld = await atTheirEnd(races.map(([, second]) => second));
    }, 15 * 60_000);

    const isRaised = ({ order }: Race) => quantityOf(order) === 3;
    const isLowered = ({ order }: Race) => quantityOf(order) === 1;

    it('have one winner each, and both sides win some', () => {
      const won = [wins(held, isFirst), wins(held, isRaised), wins(unheld, isLowered)];
      process.stdout.write(`race: ${won[0]} first changes, ${won[1]} raised before the release, ${won[2]} lowered before the hand-over\n`);
      for (const each of won) expect(Math.min(each, RACE_ORDERS - each)).toBeGreaterThan(0);
      expect([...held, ...unheld].filter(({ order }) => order.status !== 'COMPLETED')).toEqual([]);
    });

    it('tell each caller what became of it', () => {
      // 202: it outlasted the request.
      const isTrue = (told: number, won: boolean) => told === 202 || (won ? told === 200 : told === 409 || told === 412);
      const wrong = [
        ...held.filter((race) => !race.changed.every((told, index) => isTrue(told, isFirst(race) === (index === 0)))),
        ...held.filter((race) => !isTrue(race.told, isRaised(race))),
        ...unheld.filter((race) => !isTrue(race.told, isLowered(race))),
      ];
      expect(wrong.map(({ order, changed, told }) => [order.id, order.items, changed, told])).toEqual([]);
    });

    it('are made whole or not at all: units, parcels and money are those of one order', async () => {
      const atPartners = await heldOf([...held, ...unheld]);
      for (const { order } of [...held, ...unheld]) {
        const quantity = quantityOf(order);
        const units = liveShipments(order).flatMap(({ lines }) => lines.map((line) => line.quantity));
        const parts = [units.length, order.payment.capturedCents, atPartners.get(order.id)];
        const captured = quantity * PRICE_CENTS;
        expect([order.id, ...parts]).toEqual([order.id, quantity, captured, { parcels: quantity, payments: 1, captured }]);
      }
      const sent = [...held, ...unheld].reduce((sum, { order }) => sum + quantityOf(order), 0);
      expect(await stockOf(sku)).toMatchObject({ onHand: RACE_ORDERS * 5 - sent, reserved: 0 });
    });
  });
}
