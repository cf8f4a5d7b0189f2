import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openEventStream } from '../../adapters/jetstream/event-stream.ts';
import { createLeaderLock } from '../../adapters/postgres/leader-lock.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { startNats } from '../../deploy/local/servers/nats.ts';
import { freePort } from '../../platform/free-port.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import type { Logger } from '../../platform/logger.ts';
import { startOutboxRelay } from '../../worker/outbox-relay.ts';
import { eventually } from '../../platform/poll.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause, order } from '../support/orders.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { noWakeUps } from '../support/wake-ups.ts';

let database: FreshDatabase;
let nats: Awaited<ReturnType<typeof startNats>>;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-full-stream-'));

beforeAll(async () => {
  database = await freshDatabase();
  nats = await startNats({ dataDir, port: await freePort(), binary: await findTool(natsTool) });
});
afterAll(async () => {
  await nats.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const said: string[] = [];
const log = { info: (text: string) => said.push(text), error: (_err: unknown, text: string) => said.push(text) } as unknown as Logger;

/** @returns a function that stops it */
function relay(maxBytes: number): () => Promise<void> {
  const stream = openEventStream({ nats: natsAccess(nats.url), publicUrl: 'https://orders.example', maxAgeDays: 1, maxBytes });
  const leader = createLeaderLock(database.session);
  const stop = startOutboxRelay({ outbox: createOutbox(database.db), stream, leader, wakeUps: noWakeUps(), log, retentionDays: 7 });
  return () => stop().then(() => stream.close());
}

const unsent = async () => (await database.query<{ n: number }>('select count(*)::int as n from outbox where sent_at is null'))[0]?.n ?? 0;

it('a full stream keeps what it has, and new events wait in the outbox until it is larger', async () => {
  const orders = createOrderStore({ db: database.db, now: () => new Date() });
  for (let n = 0; n < 50; n++) await orders.create(order(), cause);
  const stop = relay(20_000);
  const waiting = await eventually(unsent, (n) => n < 50 && said.length > 0);
  expect(waiting).toBeGreaterThan(0);
  await stop();
  expect(said).toEqual(['events cannot be sent; they wait in the outbox']);

  const stopLarger = relay(1_000_000);
  await eventually(unsent, (n) => n === 0);
  await stopLarger();
});

it('says once that events wait while NATS is away, and once that they flow again', async () => {
  said.length = 0;
  const port = Number(new URL(nats.url).port);
  const stop = relay(1_000_000);
  nats.kill();
  await nats.exited;
  const orders = createOrderStore({ db: database.db, now: () => new Date() });
  await orders.create(order(), cause);
  await eventually(
    async () => said.length,
    (lines) => lines > 0,
  );
  nats = await startNats({ dataDir, port, binary: await findTool(natsTool) });
  await eventually(unsent, (n) => n === 0);
  await eventually(
    async () => said.length,
    (lines) => lines > 1,
  );
  await stop();
  expect(said).toEqual(['events cannot be sent; they wait in the outbox', 'events flow again']);
});
