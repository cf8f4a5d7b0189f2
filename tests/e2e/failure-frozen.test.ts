// The table of docs/failure-modes.md: what callers are told while a service does not answer. Frozen, because one that is killed is back at once.
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Order } from '../../domain/order.ts';
import { freeze } from '../chaos/faults/freeze.ts';
import type { Target } from '../chaos/faults/world.ts';
import type { ServiceName } from '../chaos/topology.ts';
import { call, newSku, orderFor, setting, submit, untilEnd, untilOrder, type Answer } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { pidOf } from '../support/running-process.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

useOwnSystem({ CARRIER_PICKUP_MS: '200', CARRIER_DELIVERY_MS: '100', RECONCILE_EVERY: '5' });

const target = { pidOf } as Partial<Target> as Target;

async function whileFrozen<T>(service: ServiceName, work: () => Promise<T>): Promise<T> {
  const thaw = await freeze({ family: 'freeze', target: service, forMs: 0 }, target);
  try {
    return await work();
  } finally {
    await thaw();
  }
}

const timed = async (ask: Promise<Answer>) => {
  const began = Date.now();
  const answer = await ask;
  return { answer, ms: Date.now() - began };
};

/** An order that waits for its customer, so that it can be cancelled. */
async function waiting(sku: string): Promise<Order> {
  const { body } = await submit(orderFor(sku, { payment: { token: 'tok_requires_action' } }));
  return untilOrder(body.id, ({ payment }) => payment.status === 'requires_action');
}

/** The probes of our own processes. */
async function ready(...services: ServiceName[]): Promise<number[]> {
  const urls = services.map((service) => setting(`TEST_${service.toUpperCase()}_URL`));
  return Promise.all(urls.map(async (url) => (await fetch(`${url}/readyz`)).status));
}

const cancel = (id: string, key: string) => call('POST', `/orders/${id}/cancel`, {}, { 'idempotency-key': key });

/** What a submit, a read and a cancel are answered, and the `/readyz` of our own processes; a frozen one does not answer its own. */
const TABLE: [ServiceName, [number, number, number], Partial<Record<ServiceName, number>>][] = [
  ['worker', [201, 200, 503], { api: 200, relay: 200, partners: 200 }],
  ['relay', [201, 200, 200], { api: 200, worker: 200, partners: 200 }],
  // The order is there; what it waits for is not asked of its caller. A cancel goes on until the hold on the money is given back.
  ['partners', [201, 200, 202], { api: 200, worker: 200, relay: 200 }],
  ['postgres', [503, 503, 503], { api: 503, worker: 503, relay: 503, partners: 503 }],
  ['temporal', [503, 200, 503], { api: 503, worker: 200, relay: 200 }],
  ['nats', [201, 200, 200], { api: 200, worker: 200, relay: 200 }],
];

describe.each(TABLE)('while the %s does not answer', (service, expected, probes) => {
  it('callers are told within the deadline what holds, and repeat what was not done', async () => {
    const sku = await newSku(10);
    const { id } = await waiting(sku);
    const [orderKey, cancelKey] = [randomUUID(), randomUUID()];
    const order = () => submit(orderFor(sku), { 'idempotency-key': orderKey });
    const { told, probed } = await whileFrozen(service, async () => ({
      told: await Promise.all([timed(order()), timed(call('GET', `/orders/${id}`)), timed(cancel(id, cancelKey))]),
      probed: await ready(...(Object.keys(probes) as ServiceName[])),
    }));
    expect(probed).toEqual(Object.values(probes));
    expect(told.map(({ answer }) => answer.status)).toEqual(expected);
    for (const { answer, ms } of told) {
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(ms).toBeLessThan(6000);
    }

    const repeated = await eventually(order, ({ status }) => status === 201);
    expect(await untilEnd(repeated.body.id)).toMatchObject({ status: 'COMPLETED', payment: { capturedCents: 1999 } });
    const cancelled = await eventually(
      () => cancel(id, cancelKey),
      ({ status }) => status === 200,
    );
    expect(cancelled.body.status).toBe('CANCELED');
  });
});

it('a cancel by signal waits in Temporal for a worker', async () => {
  const { id } = await waiting(await newSku(1));
  const client = await temporalClient();
  await whileFrozen('worker', () => client.workflow.getHandle(orderWorkflowIdOf(id)).signal('cancelOrder', 'nobody is here'));
  await client.close();
  expect(await untilEnd(id)).toMatchObject({ status: 'CANCELED', reason: { text: 'nobody is here' } });
});

it('an order whose workflow was terminated goes on within a round, as log and metrics tell; a cancel meanwhile is answered 503', async () => {
  const { id } = await waiting(await newSku(1));
  const client = await temporalClient();
  await client.workflow.getHandle(orderWorkflowIdOf(id)).terminate('test');
  await client.close();
  const answers = [(await cancel(id, randomUUID())).status];
  await eventually(
    async () => answers.push((await cancel(id, randomUUID())).status),
    () => answers.at(-1) === 200,
    // A round whose worker was frozen in the middle of it holds the next one up for two minutes.
    150_000,
  );
  expect(new Set(answers)).toEqual(new Set([503, 200]));
  const metrics = await (await fetch(`${setting('TEST_WORKER_URL')}/metrics`)).text();
  expect(metrics).toMatch(/^reconciler_repairs_total\{.*kind="workflow_restarted".*\} [1-9]/m);
  const log = readFileSync(path.join(setting('TEST_DATA_DIR'), 'logs/worker.log'), 'utf8').split('\n');
  const lines = log.filter((line) => line.includes('the reconciler set an order right') && line.includes(id));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 'warn', kind: 'workflow_restarted' }),
  ]);
});

it('the embedded servers write through as far as they say', async () => {
  const rows = await queryDatabase('select current_setting($1) as fsync, current_setting($2) as commit', ['fsync', 'synchronous_commit']);
  expect(rows).toEqual([{ fsync: 'on', commit: 'on' }]);
  const temporal = execFileSync('ps', ['-o', 'args=', '-p', String(target.pidOf('temporal'))], { encoding: 'utf8' });
  expect(temporal).toContain('--sqlite-pragma synchronous=NORMAL');
  expect(readFileSync(path.join(setting('TEST_DATA_DIR'), 'nats.conf'), 'utf8')).toContain('sync_interval: "1s"');
});

describe('after all of that', () => {
  it('every invariant of the contract holds', async () => {
    expect(await checkInvariants()).toMatchObject({ code: 0 });
  });
});
