import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { unitsKept } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import { cancelOrder } from '../../workflows/messages.ts';
import { api, call, newSku, orderFor, stockOf, submit, untilEnd } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { describeEditRaces } from '../support/edit-races.ts';
import { queryDatabase } from '../support/system-database.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { after, RACE_ORDERS, RACE_SEED, raceAll } from '../support/races.ts';
import { ASKS_AT_ONCE, describeBackorderRaces } from '../support/backorder-races.ts';
import { describeReturnRaces } from '../support/return-races.ts';
import { temporalClient } from '../support/temporal-client.ts';

const PICKUP_MS = 400;
/** Booking takes a moment and the pick-up PICKUP_MS more: a cancel within this time comes before, after, or in the middle of it. */
const LATEST_CANCEL_MS = 900;
/** How much later the second of two parcels leaves, and how much longer it may be until a cancel of its line comes. */
const SPREAD_MS = 2500;
const TIMES_LATER = 4;
/** Such a race is waiting mostly. */
const LINES_AT_ONCE = 25;

// A system of its own, whose carrier is quick.
useOwnSystem({
  CARRIER_PICKUP_MS: String(PICKUP_MS),
  CARRIER_DELIVERY_MS: '100',
  PARCEL_MAX_UNITS: '1',
  CARRIER_PICKUP_SPREAD_MS: String(SPREAD_MS),
  ...ASKS_AT_ONCE,
});

let client: Client & { close(): Promise<void> };
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.close());

const workflow = (id: string) => client.workflow.getHandle(orderWorkflowIdOf(id));
/** What the caller is told: nothing, when it asks by a message that has no answer. */
const ways: ((id: string) => Promise<number | undefined>)[] = [
  (id) => after(0, (key) => call('POST', `/orders/${id}/cancel`, undefined, { 'idempotency-key': key })),
  (id) => unanswered(workflow(id).signal(cancelOrder)),
  (id) => unanswered(workflow(id).cancel()),
];

/** A message to a workflow that has ended comes too late, and that is all. */
async function unanswered(message: Promise<unknown>): Promise<undefined> {
  await message.catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

interface Race {
  readonly order: Order;
  readonly told: number | undefined;
}

const plans = fc.record({
  cancelAfterMs: fc.noBias(fc.integer({ min: 0, max: LATEST_CANCEL_MS })),
  way: fc.noBias(fc.integer({ min: 0, max: ways.length - 1 })),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

async function race(sku: string, { cancelAfterMs, way }: Plan): Promise<Race> {
  const { body } = await submit(orderFor(sku));
  await delay(cancelAfterMs);
  const told = await ways[way]?.(body.id);
  return { order: await untilEnd(body.id), told };
}

/** What each outside party holds of an order at its end. */
const HELD: Readonly<Record<string, unknown>> = {
  CANCELED: { parcel: 'cancelled', payment: 'voided', stock: 'released' },
  COMPLETED: { parcel: 'left', payment: 'captured', stock: 'shipped' },
};

async function heldOf(id: string) {
  const [row] = await queryDatabase<{ parcel: string; payment: string; stock: string }>(
    `select case when s.reference is null or s.cancelled_at is not null then 'cancelled' else 'left' end as parcel,
       coalesce(p.status, 'voided') as payment, case when r.shipped = r.quantity then 'shipped' when r.released = r.quantity then 'released' else 'reserved' end as stock
     from reservations r left join partners.payments p on p.reference = 'pay_' || r.order_id || '_1'
       left join partners.shipments s on s.reference = 'ship_' || r.order_id || '_1'
     where r.order_id = $1`,
    [id],
  );
  return row;
}

describe(`${RACE_ORDERS} cancels that race with the pick-up (RACE_SEED=${RACE_SEED})`, () => {
  let races: Race[];
  let sku: string;
  beforeAll(async () => {
    sku = await newSku(RACE_ORDERS);
    races = await raceAll(plans, (plan) => race(sku, plan));
  }, 15 * 60_000);

  it('have one winner each, and both sides win some', () => {
    const count = (status: string) => races.filter(({ order }) => order.status === status).length;
    process.stdout.write(`race: ${count('CANCELED')} cancelled, ${count('COMPLETED')} completed\n`);
    expect(count('CANCELED') + count('COMPLETED')).toBe(RACE_ORDERS);
    expect(Math.min(count('CANCELED'), count('COMPLETED'))).toBeGreaterThan(0);
  });

  it('tell the caller what became of it', () => {
    // 202: it outlasted the request.
    const answered = races.filter(({ told }) => told !== undefined && told !== 202);
    const wrong = answered.filter(({ told, order }) => (told === 409) !== (order.status === 'COMPLETED'));
    expect(wrong.map(({ told, order }) => [order.id, told, order.status])).toEqual([]);
  });

  it('leave carrier, payment provider and stock on the side of the winner', async () => {
    for (const { order } of races) expect([order.id, await heldOf(order.id)]).toEqual([order.id, HELD[order.status]]);
    const left = races.filter(({ order }) => order.status === 'COMPLETED').length;
    expect(await stockOf(sku)).toEqual({ sku, onHand: RACE_ORDERS - left, reserved: 0, available: RACE_ORDERS - left });
  });
});

/** Two units, a parcel each; the line of the second is cancelled before, while or after the first one leaves. */
async function raceLine(skus: readonly [string, string], { cancelAfterMs }: Plan): Promise<Race> {
  const items = skus.map((sku) => ({ sku, quantity: 1, priceCents: 1999 }));
  const { body } = await submit(orderFor(skus[0], { items }));
  const cancel = (key: string) => api().cancelLines(body.id, [{ lineId: 'line_2', quantity: 1 }], { 'idempotency-key': key });
  const told = await after(cancelAfterMs * TIMES_LATER, cancel);
  return { order: await untilEnd(body.id), told };
}

describe(`${RACE_ORDERS} cancels of a line that race with the pick-up of its parcel (RACE_SEED=${RACE_SEED})`, () => {
  let races: Race[];
  let skus: [string, string];
  const isCancelled = ({ order }: Race) => order.items.some((line) => unitsKept(line) === 0);
  beforeAll(async () => {
    skus = [await newSku(RACE_ORDERS), await newSku(RACE_ORDERS)];
    races = await raceAll(plans, (plan) => raceLine(skus, plan), LINES_AT_ONCE);
  }, 15 * 60_000);

  it('have one winner each, and both sides win some', () => {
    const cancelled = races.filter(isCancelled).length;
    process.stdout.write(`race: ${cancelled} lines cancelled, ${RACE_ORDERS - cancelled} delivered\n`);
    expect(Math.min(cancelled, RACE_ORDERS - cancelled)).toBeGreaterThan(0);
    expect(races.filter(({ order }) => order.status !== 'COMPLETED')).toEqual([]);
  });

  it('tell the caller what became of it', () => {
    // 202: it outlasted the request.
    const wrong = races.filter((race) => race.told !== 202 && (race.told === 200) !== isCancelled(race));
    expect(wrong.map(({ told, order }) => [order.id, told, order.items])).toEqual([]);
  });

  it('leave the customer with what was delivered, and the stock with the rest', async () => {
    const kept = races.map(({ order: { payment } }) => payment.capturedCents - payment.refundedCents);
    expect(kept).toEqual(races.map((race) => (isCancelled(race) ? 1999 : 3998)));
    const left = races.filter((race) => !isCancelled(race)).length;
    expect(await stockOf(skus[1])).toMatchObject({ onHand: RACE_ORDERS - left, reserved: 0 });
    expect(await stockOf(skus[0])).toMatchObject({ onHand: 0, reserved: 0 });
  });
});

describeReturnRaces();
describeBackorderRaces();
describeEditRaces();

it('all leave every invariant of the contract whole', async () => {
  const { code, said } = await checkInvariants();
  expect([code, said]).toEqual([0, expect.stringContaining('checks hold')]);
});
