import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { call, eventsOf, newSku, orderFor, setting, submit, untilEnd } from '../support/api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { serverSentEvents } from '../../clients/typescript/src/server-sent-events.ts';

let nats: NatsConnection;
beforeAll(async () => {
  nats = await connect({ servers: setting('TEST_NATS_URL') });
});
afterAll(() => nats.close());

async function streamOf(orderIds: string[], count: number) {
  const consumer = await jetstream(nats).consumers.get('ORDERS', { deliver_policy: DeliverPolicy.All });
  const found: { type: string; sequence: number; id: string; requestId: string; body: unknown }[] = [];
  const messages = await consumer.consume();
  for await (const message of messages) {
    const header = (name: string) => message.headers?.get(name) ?? '';
    if (orderIds.includes(header('ce-subject'))) {
      found.push({
        type: message.subject,
        sequence: Number(header('ce-sequence')),
        id: header('ce-subject'),
        requestId: header('ce-requestid'),
        body: message.json(),
      });
    }
    if (found.length === count) break;
  }
  return found;
}

describe('the event stream', () => {
  it('holds every committed event of every order, in its order, with the order as it was', async () => {
    const sku = await newSku(20);
    const ids = (await Promise.all(Array.from({ length: 5 }, () => submit(orderFor(sku), { 'x-request-id': 'req-events' })))).map(
      ({ body }) => body.id,
    );
    await Promise.all(ids.map((id) => untilEnd(id)));
    const committed = await Promise.all(ids.map(eventsOf));
    const stream = await streamOf(ids, committed.flat().length);
    for (const [n, id] of ids.entries()) {
      const sent = stream.filter((event) => event.id === id);
      expect(sent.map(({ type, sequence, body }) => ({ type, sequence, body }))).toEqual(
        committed[n]?.map(({ type, sequence, order }) => ({ type, sequence, body: order })),
      );
      expect(sent[0]?.requestId).toBe('req-events');
    }
  });

  it('leaves nothing behind in the outbox, and says so in the metrics', async () => {
    const unsent = async () => /^outbox_unsent (\d+)$/m.exec(await (await fetch(`${setting('TEST_API_URL')}/metrics`)).text())?.[1];
    expect(await eventually(unsent, (value) => value === '0')).toBe('0');
  });
});

/** Events as they come over HTTP, until so many that are wanted have come. */
async function follow(path: string, count: number, isWanted: (event: FollowedEvent) => boolean = () => true): Promise<FollowedEvent[]> {
  const closing = new AbortController();
  const response = await fetch(`${setting('TEST_API_URL')}${path}`, { headers: { accept: 'text/event-stream' }, signal: closing.signal });
  const found: FollowedEvent[] = [];
  for await (const { data } of serverSentEvents(response)) {
    const event = JSON.parse(data) as FollowedEvent;
    if (isWanted(event)) found.push(event);
    if (found.length >= count) break;
  }
  closing.abort();
  return found;
}

interface FollowedEvent {
  readonly type: string;
  readonly sequence: number | string;
  readonly subject?: string;
}

describe('the live streams', () => {
  it('of an order tells each of its changes as it is made, from the first to the last', async () => {
    const { body } = await submit(orderFor(await newSku(2)), { prefer: 'respond-async' });
    const followed = follow(`/orders/${body.id}/events`, 7);
    expect((await followed).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await untilEnd(body.id);
    expect((await followed).map(({ type }) => type)).toEqual((await eventsOf(body.id)).map(({ type }) => type));
  });

  it('of all orders tells those of each, in their order', async () => {
    const since = new Date().toISOString();
    const { body } = await submit(orderFor(await newSku(2)));
    const events = await follow(`/events?since=${since}`, 7, ({ subject }) => subject === body.id);
    expect(events.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('the probes', () => {
  it('say that API, worker, relay and partners are live and ready, and show their metrics', async () => {
    for (const process of ['API', 'WORKER', 'RELAY', 'PARTNERS']) {
      const url = setting(`TEST_${process}_URL`);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    }
    expect((await call('GET', '/health')).text).toBe('{"status":"healthy"}');
    const worker = await (await fetch(`${setting('TEST_WORKER_URL')}/metrics`)).text();
    expect(worker).toMatch(/^temporal_workflow_completed_total\{/m);
    expect(worker).toMatch(/^orders_status_changes_total\{to="COMPLETED"\} [1-9]/m);
    expect(worker).toMatch(/^orders_time_to_completed_seconds_count [1-9]/m);
    const api = await (await fetch(`${setting('TEST_API_URL')}/metrics`)).text();
    expect(api).toMatch(/^task_queue_pollers\{task_queue="orders",task_type="workflow"\} 1$/m);
    const relay = await (await fetch(`${setting('TEST_RELAY_URL')}/metrics`)).text();
    expect(relay).toMatch(/^stream_messages [1-9]/m);
    expect(relay).toMatch(/^orders_open\{status="CREATED"\} \d/m);
  });
});
