// What a webhook costs: `npm run load:webhooks`. In a system of its own so many events go to two endpoints, one of which is down for
// as long as its first four tries take, which are an hour by the schedule. Client, receivers and servers share the machine.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cpuMsOf } from '../../bench/cpu.ts';
import { residentMiB } from '../../bench/memory.ts';
import { openShop } from '../../bench/orders.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import { queryDatabase } from '../../deploy/local/scripting/query-database.ts';
import { commandLine, optionsOf, positiveNumber } from '../../platform/command-line.ts';
import { eventually } from '../../platform/poll.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const USAGE = `npm run load:webhooks -- [--events 1000]

  --events  how many events each of the two endpoints gets`;

const events = commandLine(USAGE, (args) =>
  positiveNumber('--events', optionsOf(args, { events: { type: 'string', default: '1000' } }).events),
);
/** Four tries fail within the hour that the usual schedule gives them; here they take seconds, and what follows has time for all to come so far. */
const SCHEDULE = '1,2,4,60,60,60,60,60,60';
const FAILED_TRIES = 4;
const WARM_UP = 20;
const WITHIN_MS = 600_000;
const PROCESSES = ['api', 'worker', 'relay', 'webhooks', 'temporal', 'postgres', 'nats'];

const system = await startSystem({ WEBHOOK_RETRY_SECONDS: SCHEDULE, CARRIER_PICKUP_MS: '3600000' });
const [up, down] = await Promise.all([startWebhookReceiver(), startWebhookReceiver()]);
try {
  const { url } = system.config.api;
  const pidOf = (name: string) => Number(readFileSync(path.join(system.dataDir, 'run', `${name}.pid`), 'utf8'));
  const cpuOf = () => Promise.all(PROCESSES.map((name) => cpuMsOf([pidOf(name)])));
  const { sku } = await openShop(system);
  const api = createOrdersApi(url);
  const order = await api.submit({ customerId: 'load', items: [{ sku, quantity: 1, priceCents: 100 }] });
  const note = () => api.call('POST', `/orders/${order.body.id}/notes`, { text: 'x' });
  await note();

  const idleMiB = await residentMiB(pidOf('webhooks'));
  const withoutMs = await cost(cpuOf, () => times(events, note));

  await endpoint(api, up);
  // The sender gets up with the first endpoint.
  await times(WARM_UP, note);
  await eventually(
    async () => idsOf(up).size,
    (count) => count >= WARM_UP,
    WITHIN_MS,
  );
  const withMs = await cost(cpuOf, async () => {
    await times(events, note);
    await eventually(
      async () => idsOf(up).size,
      (count) => count >= WARM_UP + events,
      WITHIN_MS,
    );
  });

  const downId = await endpoint(api, down);
  down.behave(503);
  const startedAt = performance.now();
  await times(events, note);
  const askedSeconds = (performance.now() - startedAt) / 1000;
  await eventually(
    async () => idsOf(up).size,
    (count) => count >= WARM_UP + 2 * events,
    WITHIN_MS,
  );
  const upSeconds = (performance.now() - startedAt) / 1000;
  const tried = `select count(*)::int as n from webhook_deliveries where endpoint_id = '${downId}' and tries >= ${FAILED_TRIES}`;
  await eventually(
    () => queryDatabase<{ n: number }>(system.config.database.url, tried),
    ([row]) => row?.n === events,
    WITHIN_MS,
  );
  down.behave(204);
  await eventually(
    async () => idsOf(down).size,
    (count) => count >= events,
    WITHIN_MS,
  );

  const failed = down.received.length - down.taken.length;
  const each = (n: number) => ((withMs[n] ?? 0) - (withoutMs[n] ?? 0)) / events;
  const rows: [string, string][] = [
    ['events', String(events)],
    ['beside one that is down: made within, and taken within', `${askedSeconds.toFixed(1)} s, ${upSeconds.toFixed(1)} s`],
    [
      'by the one that was down: taken, of these repeats; failed tries',
      `${down.taken.length}, ${down.taken.length - idsOf(down).size}; ${failed}`,
    ],
    ['CPU a delivery', `${PROCESSES.reduce((sum, _, n) => sum + each(n), 0).toFixed(1)} ms`],
    ...PROCESSES.map((name, n): [string, string] => [`  of these ${name}`, `${each(n).toFixed(1)} ms`]),
    [
      'memory of the sender without an endpoint, and after',
      `${idleMiB.toFixed(0)}, ${(await residentMiB(pidOf('webhooks'))).toFixed(0)} MiB`,
    ],
  ];
  for (const [what, value] of rows) process.stdout.write(`${what.padEnd(70)} ${value}\n`);
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

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 1) await work();
}

async function cost(cpuOf: () => Promise<number[]>, work: () => Promise<void>): Promise<number[]> {
  const before = await cpuOf();
  await work();
  const after = await cpuOf();
  return after.map((ms, n) => ms - (before[n] ?? 0));
}
