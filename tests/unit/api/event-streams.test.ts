import { setTimeout as sleep } from 'node:timers/promises';
import { ANYBODY } from '../../../api/caller.ts';
import { OpenStreams } from '../../../api/open-streams.ts';
import { serverSentEvents } from '../../../clients/typescript/src/server-sent-events.ts';
import { NOW } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const STREAM = { accept: 'text/event-stream' };
const ID = '00000000-0000-4000-8000-000000000001';
let app: Served;
let closing: AbortController;
beforeEach(async () => {
  app = await serveApp();
  closing = new AbortController();
});
afterEach(async () => {
  closing.abort();
  await app.close();
});

interface Opened {
  readonly response: Response;
  /** The next event: its id, and its data as JSON. */
  next(): Promise<{ id: string; data: Record<string, unknown> } | undefined>;
  cut(): void;
}

async function open(path: string, headers: Record<string, string> = {}): Promise<Opened> {
  const own = new AbortController();
  const response = await app.fetch(path, { headers: { ...STREAM, ...headers }, signal: AbortSignal.any([closing.signal, own.signal]) });
  const events = serverSentEvents(response);
  return {
    response,
    cut: () => own.abort(),
    async next() {
      const { done, value } = await events.next();
      return done ? undefined : { id: value.id, data: JSON.parse(value.data) as Record<string, unknown> };
    },
  };
}

let changes: number;

/** One more change of the order, and its event in the stream. */
function change(): void {
  changes += 1;
  app.system.feed.store({ orderId: ID, type: 'orders.note_added' });
}

describe('the stream of an order’s events', () => {
  beforeEach(() => {
    changes = 0;
    const made = app.system.put({ id: ID });
    app.system.history = () =>
      Array.from({ length: changes + 1 }, (_, index) => {
        const type = index === 0 ? 'orders.created' : 'orders.note_added';
        return { sequence: index + 1, type, at: NOW, actor: 'api', why: '', order: { ...made, version: index + 1 } };
      });
  });

  it('tells its history, and then what comes', async () => {
    const { response, next } = await open(`/orders/${ID}/events`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await next()).toMatchObject({ id: '1', data: { sequence: 1, type: 'orders.created', order: { id: ID } } });
    change();
    expect(await next()).toMatchObject({ id: '2', data: { sequence: 2 } });
  });

  it('goes on behind the Last-Event-ID, however often it is cut', async () => {
    for (let n = 0; n < 3; n++) change();
    for (const last of [1, 2, 3]) {
      const { next, cut } = await open(`/orders/${ID}/events`, { 'last-event-id': String(last) });
      expect((await next())?.id).toBe(String(last + 1));
      cut();
      await until(() => app.system.feed.listeners.size === 0);
    }
  });

  it('looks again after a gap in what it heard', async () => {
    const { next } = await open(`/orders/${ID}/events`, { 'last-event-id': '1' });
    await until(() => app.system.feed.listeners.size === 1);
    changes += 1;
    for (const listener of app.system.feed.listeners) listener.onGap();
    expect((await next())?.id).toBe('2');
  });

  it('is a page for who wants JSON, and a problem for who wants neither', async () => {
    expect((await app.fetch(`/orders/${ID}/events`)).headers.get('content-type')).toMatch(/^application\/json/);
    expect((await app.fetch(`/orders/${ID}/events`, { headers: { accept: 'text/html' } })).status).toBe(406);
  });

  it('of an order that is not there is a problem', async () => {
    expect(await problemOf(await app.fetch(`/orders/${ID.replace('1', '2')}/events`, { headers: STREAM }))).toMatchObject({ status: 404 });
  });

  it.each(['x', '-1', '1-2', '1, 2'])('refuses the Last-Event-ID %s', async (last) => {
    expect((await app.fetch(`/orders/${ID}/events`, { headers: { ...STREAM, 'last-event-id': last } })).status).toBe(400);
  });

  it('takes no parameters of a page', async () => {
    expect((await app.fetch(`/orders/${ID}/events?limit=5`, { headers: STREAM })).status).toBe(422);
  });
});

describe('the stream of all events', () => {
  it('tells those that come as CloudEvents, with the order as their data', async () => {
    const { next } = await open('/events');
    await until(() => app.system.feed.listeners.size === 1);
    app.system.feed.store({ attributes: { id: 'o-1:1', type: 'orders.created', specversion: '1.0' }, order: '{"id":"o-1"}' });
    expect(await next()).toEqual({
      id: `1-${Date.parse(NOW)}`,
      data: { id: 'o-1:1', type: 'orders.created', specversion: '1.0', datacontenttype: 'application/json', data: { id: 'o-1' } },
    });
  });

  it('tells those since a time, of the types that are asked for', async () => {
    for (const type of ['orders.created', 'orders.confirmed', 'orders.canceled']) app.system.feed.store({ type, attributes: { type } });
    const { next } = await open(`/events?since=2020-01-01T00:00:00Z&type=orders.confirmed,orders.canceled`);
    expect([(await next())?.data['type'], (await next())?.data['type']]).toEqual(['orders.confirmed', 'orders.canceled']);
  });

  it('goes on behind the Last-Event-ID', async () => {
    for (const id of ['1', '2', '3']) app.system.feed.store({ attributes: { id } });
    const first = await open('/events?since=2020-01-01T00:00:00Z');
    const last = (await first.next())?.id ?? '';
    const { next } = await open('/events', { 'last-event-id': last });
    expect([(await next())?.data['id'], (await next())?.data['id']]).toEqual(['2', '3']);
  });

  it.each(['x', '5', '-'])('refuses the Last-Event-ID %s', async (last) => {
    expect((await app.fetch('/events', { headers: { ...STREAM, 'last-event-id': last } })).status).toBe(400);
  });

  it.each(['?type=orders.eaten', '?since=yesterday', '?typ=orders.created'])('refuses %s', async (query) => {
    expect((await app.fetch(`/events${query}`, { headers: STREAM })).status).toBe(422);
  });

  it('is only there as text/event-stream', async () => {
    expect((await app.fetch('/events', { headers: { accept: 'application/json' } })).status).toBe(406);
  });

  it('is a problem, and no empty stream, while NATS is away', async () => {
    app.system.feed.isAway = true;
    expect(await problemOf(await app.fetch('/events', { headers: STREAM }))).toMatchObject({ status: 503 });
  });
});

describe('a stream of events', () => {
  it('ends when the process drains, so that the next one serves it', async () => {
    const { next } = await open('/events');
    app.drain();
    expect(await next()).toBeUndefined();
  });

  it('is forgotten when its reader goes away', async () => {
    await open('/events');
    await until(() => app.system.feed.listeners.size === 1);
    const [listener] = app.system.feed.listeners;
    closing.abort();
    await until(() => app.system.feed.listeners.size === 0);
    expect(listener).toBeDefined();
  });

  it('keeps no place for a reader who went away before it was opened', async () => {
    await app.close();
    const asked: (() => void)[] = [];
    const gate = () => new Promise<typeof ANYBODY>((resolve) => asked.push(() => resolve(ANYBODY)));
    app = await serveApp({ streams: new OpenStreams({ all: 1, perCaller: 1 }, new AbortController().signal), gate });
    const left = new AbortController();
    const gone = app.fetch('/events', { headers: STREAM, signal: left.signal }).catch(() => 'gone');
    await until(() => asked.length === 1);
    left.abort();
    expect(await gone).toBe('gone');
    await until(() => app.logLines.some(({ status }) => status === 499));
    asked[0]?.();
    const next = open('/events');
    await until(() => asked.length === 2);
    asked[1]?.();
    expect((await next).response.status).toBe(200);
  });

  it('is one of a few that a caller may have open', async () => {
    const [one, , three] = [await open('/events'), await open('/events'), await open('/events')];
    expect([one.response.status, three.response.status, three.response.headers.get('retry-after')]).toEqual([200, 429, '1']);
  });

  it('ends when the token ends that it was opened with', async () => {
    await app.close();
    const expiresAt = Date.now() + 500;
    app = await serveApp({ gate: async () => ({ ...ANYBODY, expiresAt }) });
    const { next } = await open('/events');
    expect(await next()).toBeUndefined();
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt - 5);
  });

  it('waits for a reader that is slow, and keeps nothing for it', async () => {
    const { next } = await open('/events');
    await until(() => app.system.feed.listeners.size === 1);
    const order = JSON.stringify({ note: 'x'.repeat(50_000) });
    for (let n = 1; n <= 1000; n++) app.system.feed.store({ attributes: { id: String(n) }, order });
    for (let n = 1; n <= 1000; n++) expect((await next())?.data['id']).toBe(String(n));
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}
