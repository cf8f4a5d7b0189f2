// What a webhook costs, and whether an endpoint that is down is in anybody's way: `npm run load:webhooks`. In a system of its own so many
// events go to two endpoints, one of which is down for as long as its first four tries take, which are an hour by the schedule. Ends with
// 1 unless each event reaches both, once by its webhook-id, and one of them meanwhile. Client, receivers and servers share the machine.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMsOf } from '../../bench/cpu.ts';
import { residentMiB } from '../../bench/memory.ts';
import { openShop } from '../../bench/orders.ts';
import { percentile } from '../../bench/table.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import { queryDatabase } from '../../deploy/local/scripting/query-database.ts';
import { deliveryIdOf } from '../../domain/webhook.ts';
import { commandLine, optionsOf, positiveNumber } from '../../platform/command-line.ts';
import { eventually } from '../../platform/poll.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const USAGE = `npm run load:webhooks -- [--events 1000] [--rate 8]

  --events  how many events each of the two endpoints gets
  --rate    how many of them a second, while it is measured when they arrive`;

const { events, rate } = commandLine(USAGE, (args) => {
  const given = optionsOf(args, { events: { type: 'string', default: '1000' }, rate: { type: 'string', default: '8' } });
  return { events: positiveNumber('--events', given.events), rate: positiveNumber('--rate', given.rate) };
});
/** Four tries fail within the hour that the usual schedule gives them; here they take a minute, and an hour is left for all to come so far. */
const SCHEDULE = ['1,20,40', ...Array.from({ length: 60 }, () => '60')].join(',');
const FAILED_TRIES = 4;
const WARM_UP = 20;
const WITHIN_MS = 1_800_000;
const PROCESSES = ['api', 'worker', 'relay', 'webhooks', 'temporal', 'postgres', 'nats'];

const system = await startSystem({ WEBHOOK_RETRY_SECONDS: SCHEDULE, CARRIER_PICKUP_MS: '3600000' });
const [up, down] = await Promise.all([startWebhookReceiver(), startWebhookReceiver()]);
/** When each event was made, by its id. */
const madeAt = new Map<string, number>();
try {
  const pidOf = (name: string) => Number(readFileSync(path.join(system.dataDir, 'run', `${name}.pid`), 'utf8'));
  const cpuOf = () => Promise.all(PROCESSES.map((name) => cpuMsOf([pidOf(name)])));
  const { sku } = await openShop(system);
  const api = createOrdersApi(system.config.api.url);
  const order = await api.submit({ customerId: 'load', items: [{ sku, quantity: 1, priceCents: 100 }] });
  const make = async (count: number, everyMs = 0): Promise<string[]> => {
    const made: string[] = [];
    const startedAt = performance.now();
    for (let n = 0; n < count; n += 1) {
      await delay(Math.max(0, startedAt + n * everyMs - performance.now()));
      const { body } = await api.note(order.body.id, 'x');
      const eventId = `${body.id}:${body.version}`;
      madeAt.set(eventId, performance.now());
      made.push(eventId);
    }
    return made;
  };
  await make(1);

  const idleMiB = await residentMiB(pidOf('webhooks'));
  const withoutMs = await cost(cpuOf, () => make(events));

  const upId = await endpoint(api, up);
  // The sender gets up with the first endpoint.
  await untilTaken(up, upId, await make(WARM_UP));
  const withMs = await cost(cpuOf, async () => untilTaken(up, upId, await make(events)));
  const alone = await make(events, 1000 / rate);
  await untilTaken(up, upId, alone);

  const downId = await endpoint(api, down);
  down.behave(503);
  const downSince = performance.now();
  const beside = await make(events, 1000 / rate);
  await untilTaken(up, upId, beside);
  await untilDeliveries(`endpoint_id = '${downId}' and tries >= ${FAILED_TRIES}`);
  const downSeconds = (performance.now() - downSince) / 1000;
  down.behave(204);
  await untilTaken(down, downId, beside);
  await untilDeliveries(`endpoint_id = '${downId}' and status = 'delivered'`);

  const each = (n: number) => ((withMs[n] ?? 0) - (withoutMs[n] ?? 0)) / events;
  const ids = idsOf(down);
  const rows: [string, string][] = [
    ['events', `${events}, ${rate} a second`],
    ['until a receiver has one that was made: median, 99 %', waitsOf(up, upId, alone)],
    ['  beside one that is down', waitsOf(up, upId, beside)],
    ['the one that was down: for', `${downSeconds.toFixed(0)} s`],
    ['  failed tries', String(down.received.length - down.taken.length)],
    ['  taken afterwards, by webhook-id; repeats besides', `${ids.size}; ${down.taken.length - ids.size}`],
    ['CPU a delivery', `${PROCESSES.reduce((sum, _, n) => sum + each(n), 0).toFixed(1)} ms`],
    ...PROCESSES.map((name, n): [string, string] => [`  of these ${name}`, `${each(n).toFixed(1)} ms`]),
    ['memory of the sender: without an endpoint', `${idleMiB.toFixed(0)} MiB`],
    ['  after all this', `${(await residentMiB(pidOf('webhooks'))).toFixed(0)} MiB`],
  ];
  for (const [what, value] of rows) process.stdout.write(`${what.padEnd(60)} ${value}\n`);
  if (ids.size !== events) {
    process.stdout.write(`✗ the one that was down was sent ${ids.size - events} that are not for it\n`);
    process.exitCode = 1;
  }
} finally {
  await system.stop();
  await Promise.all([up.close(), down.close()]);
  rmSync(system.dataDir, { recursive: true, force: true });
}

async function endpoint(api: ReturnType<typeof createOrdersApi>, { url }: WebhookReceiver): Promise<string> {
  const { body } = await api.call('POST', '/webhook-endpoints', { url, eventTypes: ['orders.note_added'] });
  return (body as unknown as { endpointId: string }).endpointId;
}

function idsOf({ taken }: WebhookReceiver): Set<string> {
  return new Set(taken.map(({ id }) => id));
}

async function untilTaken(by: WebhookReceiver, endpointId: string, eventIds: readonly string[]): Promise<void> {
  const wanted = eventIds.map((eventId) => deliveryIdOf(eventId, endpointId));
  await eventually(
    async () => idsOf(by),
    (ids) => wanted.every((id) => ids.has(id)),
    WITHIN_MS,
  );
}

async function untilDeliveries(condition: string): Promise<void> {
  const sql = `select count(*)::int as n from webhook_deliveries where ${condition}`;
  await eventually(
    () => queryDatabase<{ n: number }>(system.config.database.url, sql),
    ([row]) => row?.n === events,
    WITHIN_MS,
  );
}

/** From the answer to whoever made an event to the first time that it was taken. */
function waitsOf({ taken }: WebhookReceiver, endpointId: string, eventIds: readonly string[]): string {
  const takenAt = new Map(taken.toReversed().map(({ id, at }) => [id, at]));
  const waits = eventIds.map((eventId) => (takenAt.get(deliveryIdOf(eventId, endpointId)) ?? Number.NaN) - (madeAt.get(eventId) ?? 0));
  return [0.5, 0.99].map((share) => `${(percentile(waits, share) / 1000).toFixed(2)} s`).join(', ');
}

async function cost(cpuOf: () => Promise<number[]>, work: () => Promise<unknown>): Promise<number[]> {
  const before = await cpuOf();
  await work();
  const after = await cpuOf();
  return after.map((ms, n) => ms - (before[n] ?? 0));
}
