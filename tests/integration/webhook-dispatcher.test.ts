import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectNats } from '../../adapters/jetstream/connection.ts';
import { createEventConsumer, type EventConsumer } from '../../adapters/jetstream/event-consumer.ts';
import { openEventStream, type EventStream } from '../../adapters/jetstream/event-stream.ts';
import type { StreamedEvent, WebhookQueue } from '../../adapters/postgres/webhook-queue.ts';
import type { RunningProcess } from '../../deploy/local/processes/launch.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import { startNats } from '../../deploy/local/servers/nats.ts';
import type { DeliveryRun } from '../../domain/ports/webhook-deliveries.ts';
import { freePort } from '../../platform/free-port.ts';
import { createLogger } from '../../platform/logger.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { eventually } from '../../platform/poll.ts';
import { startWebhookDispatcher } from '../../worker/webhook-dispatcher.ts';

const SINCE = new Date('2026-01-01T00:00:00.000Z');
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('the dispatcher', () => {
  const run = (deliveryId: string): DeliveryRun => ({ deliveryId, endpointId: 'e', round: 1 });

  function world({ hasEndpoint = true, due = [] as DeliveryRun[], refuse = new Set<string>() } = {}) {
    const state = { hasEndpoint, due, surveys: 0 };
    const did: string[] = [];
    const queue: WebhookQueue = {
      endpoints: async () => ({ since: (state.surveys++, state.hasEndpoint) ? SINCE : undefined, isEmpty: !state.hasEndpoint }),
      add: async () => 0,
      sortOut: async () => void did.push('sort'),
      due: async () => state.due,
      markStarted: async (runs) => {
        did.push(`mark ${runs.map(({ deliveryId }) => deliveryId).join()}`);
        state.due = state.due.filter((each) => !runs.includes(each));
      },
      backlog: () => Promise.reject(new Error('not asked for here')),
      purge: async () => 0,
    };
    const dispatcher = startWebhookDispatcher({
      queue,
      consumer: {
        start: (since, isAfresh) => void did.push(`read ${since.getUTCFullYear()} ${isAfresh}`),
        stop: async () => {},
        close: async () => {},
      },
      workflows: {
        start: async ({ deliveryId }) => {
          if (refuse.has(deliveryId)) throw new Error('Temporal is away');
          did.push(`start ${deliveryId}`);
        },
      },
      startSending: async () => void did.push('send'),
      log: createLogger('webhooks', 'silent'),
      retentionDays: 30,
    });
    stops.push(dispatcher.stop);
    return { state, did, dispatcher };
  }

  it('does nothing where there is no endpoint, and reads afresh once there is one', async () => {
    const { state, did } = world({ hasEndpoint: false, due: [run('a')] });
    await eventually(
      async () => state.surveys,
      (surveys) => surveys > 0,
    );
    expect(did).toEqual([]);
    state.hasEndpoint = true;
    await eventually(
      async () => did.length,
      (count) => count >= 5,
      10_000,
    );
    expect(did.slice(0, 5)).toEqual(['send', 'read 2026 true', 'sort', 'start a', 'mark a']);
  });

  it('goes on where it was when it comes up and there are endpoints', async () => {
    const { did } = world();
    await eventually(
      async () => did.length,
      (count) => count >= 3,
    );
    expect(did.slice(0, 3)).toEqual(['send', 'read 2026 false', 'sort']);
  });

  it('marks what was started, and starts the rest as soon as Temporal is back', async () => {
    const refuse = new Set(['b']);
    const { state, did } = world({ due: [run('a'), run('b')], refuse });
    await eventually(
      async () => did,
      (all) => all.includes('mark a'),
    );
    expect(state.due).toEqual([run('b')]);
    refuse.clear();
    await eventually(
      async () => did,
      (all) => all.includes('mark b'),
    );
    expect(did.filter((one) => one.startsWith('start'))).toEqual(['start a', 'start b']);
  });

  it('looks at once when it is told of something new', async () => {
    const { state, did, dispatcher } = world();
    await eventually(
      async () => did.length,
      (count) => count >= 3,
    );
    state.due = [run('new')];
    const surveys = state.surveys;
    dispatcher.nudge();
    await eventually(
      async () => did,
      (all) => all.includes('mark new'),
    );
    expect(state.surveys).toBeLessThanOrEqual(surveys + 1);
  });
});

describe('the consumer of the stream', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-consumer-'));
  let nats: RunningProcess & { url: string };
  let stream: EventStream;
  let published = 0;

  beforeAll(async () => {
    nats = await startNats({ dataDir, port: await freePort(), binary: await findTool(natsTool) });
    stream = openEventStream({ nats: natsAccess(nats.url), publicUrl: 'https://orders.example', maxAgeDays: 1, maxBytes: 64 * 1024 ** 2 });
  });
  afterAll(async () => {
    await stream.close();
    await nats.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function publish(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const orderId = `o-${++published}`;
      const attributes = { at: new Date(), actor: 'api', requestId: null, traceparent: null, tracestate: null };
      await stream.publish({
        id: BigInt(published),
        orderId,
        sequence: 1,
        type: 'orders.created',
        body: '{}',
        wasRefused: false,
        ...attributes,
      });
      ids.push(`${orderId}:1`);
    }
    return ids;
  }

  function consumer(
    take: (events: readonly StreamedEvent[]) => Promise<void>,
    onOutage: (error: unknown) => void = () => {},
  ): EventConsumer {
    const made = createEventConsumer({
      connect: () => connectNats(natsAccess(nats.url), { user: 'webhooks' }),
      name: 'webhooks',
      take,
      onOutage,
    });
    stops.push(made.close);
    return made;
  }

  /** A consumer that is read until so many came. */
  async function read(count: number, isAfresh: boolean, since = SINCE): Promise<string[]> {
    const came: string[] = [];
    const made = consumer(async (events) => void came.push(...events.map(({ eventId }) => eventId)));
    made.start(since, isAfresh);
    await eventually(
      async () => came.length,
      (length) => length >= count,
    );
    await made.close();
    return came;
  }

  it('goes on where the last one was, unless it is to read afresh', async () => {
    const first = await publish(3);
    expect(await read(3, false)).toEqual(first);
    const second = await publish(2);
    expect(await read(2, false)).toEqual(second);
    expect(await read(5, true)).toEqual([...first, ...second]);
  });

  it('brings again what could not be taken, and says so', async () => {
    const outages: unknown[] = [];
    const came: string[] = [];
    const made = consumer(
      async (events) => {
        if (outages.length === 0) throw new Error('PostgreSQL is away');
        came.push(...events.map(({ eventId }) => eventId));
      },
      (error) => outages.push(error),
    );
    made.start(SINCE, false);
    const ids = await publish(2);
    await eventually(
      async () => new Set(came),
      (all) => ids.every((id) => all.has(id)),
      20_000,
    );
    expect(String(outages[0])).toContain('PostgreSQL is away');
  });
});
