import { viewOf } from '../../../domain/order-view.ts';
import { newOrder } from '../../../domain/order.ts';
import type { Problem } from '../../../api/http/problem.ts';
import { eventsAnswer, orderPageAnswer } from '../../../api/http/orders/response-schemas.ts';
import { NOW, request } from './support/fakes.ts';
import type { OrderEvent } from '../../../domain/order-event.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';

type Events = ReturnType<typeof eventsAnswer.parse>;
let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

describe('GET /orders/{id}', () => {
  it('answers with the order and its version', async () => {
    const order = app.system.put({ id, status: 'CONFIRMED', version: 2 });
    const response = await app.fetch(`/orders/${id}`);
    expect([response.status, response.headers.get('etag'), response.headers.get('cache-control')]).toEqual([
      200,
      '"2"',
      'private, no-cache',
    ]);
    expect(await response.json()).toEqual({ ...viewOf(order), waitingFor: { what: 'carrier', since: NOW } });
  });

  it.each([
    ['"2"', 304],
    ['"1", W/"2"', 304],
    ['*', 304],
    ['"1"', 200],
    ['', 200],
    [', "2"', 304],
    ['2', 400],
    ['"2", *', 400],
  ])('answers If-None-Match: %s with %i, as it is described', async (value, status) => {
    expect(new RegExp(await describedPattern()).test(value)).toBe(status !== 400);
    app.system.put({ id, version: 2 });
    const response = await app.fetch(`/orders/${id}`, { headers: { 'if-none-match': value } });
    expect(response.status).toBe(status);
    if (status === 304) expect([response.headers.get('etag'), await response.text()]).toEqual(['"2"', '']);
  });

  it('answers from what Temporal was given while the row is not written', async () => {
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    const response = await app.fetch(`/orders/${id}`);
    expect([response.status, response.headers.get('etag')]).toEqual([200, null]);
    expect(await response.json()).toMatchObject({ id, status: 'PENDING', version: 0 });
  });

  it('does not miss a row that was written while Temporal was asked', async () => {
    app.system.findPending = async () => {
      app.system.put({ id });
      return undefined;
    };
    expect((await app.fetch(`/orders/${id}`)).status).toBe(200);
  });

  it('answers 404 for an order that nobody knows, and 503 when Temporal cannot be asked', async () => {
    expect((await app.fetch(`/orders/${id}`)).status).toBe(404);
    app.system.temporalIsAway = true;
    expect((await app.fetch(`/orders/${id}`)).status).toBe(503);
  });

  it('needs no Temporal for what is written', async () => {
    app.system.put({ id });
    app.system.temporalIsAway = true;
    expect((await app.fetch(`/orders/${id}`)).status).toBe(200);
    expect((await app.fetch(`/orders/${id}/events`)).status).toBe(200);
    expect((await app.fetch('/orders')).status).toBe(200);
  });
});

describe('GET /orders/{id}/events', () => {
  it('answers with the history', async () => {
    app.system.put({ id });
    const body = eventsAnswer.parse(await (await app.fetch(`/orders/${id}/events`)).json());
    expect(body.events.map(({ sequence, type }) => [sequence, type])).toEqual([[1, 'orders.created']]);
  });

  it('says what each change altered, from what it was to what it is', async () => {
    const created = app.system.put({ id });
    const confirmed = { ...created, status: 'CONFIRMED' as const, version: 2 };
    const event = { at: NOW, actor: 'api' as const, why: 'x' };
    app.system.history = () => [
      { ...event, sequence: 1, type: 'orders.created', order: created },
      { ...event, sequence: 2, type: 'orders.confirmed', order: confirmed },
    ];
    const { events } = eventsAnswer.parse(await (await app.fetch(`/orders/${id}/events`)).json());
    expect(events.map(({ before, after }) => [before.status, after.status])).toEqual([
      [undefined, 'CREATED'],
      ['CREATED', 'CONFIRMED'],
    ]);
    expect([events[0]?.before, events[1]?.after]).toEqual([{}, { status: 'CONFIRMED' }]);
  });

  it('has no events for a pending order, and 404 for none', async () => {
    expect((await app.fetch(`/orders/${id}/events`)).status).toBe(404);
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect(await (await app.fetch(`/orders/${id}/events`)).json()).toEqual({ events: [], nextCursor: null });
  });

  describe('of 45 changes', () => {
    const page = async (query: string) => eventsAnswer.parse(await (await app.fetch(`/orders/${id}/events${query}`)).json());
    beforeEach(() => {
      const created = app.system.put({ id });
      app.system.history = () =>
        Array.from({ length: 45 }, (_, index) => {
          const order = { ...created, version: index + 1, reason: { code: 'cancel_requested' as const, text: `after ${index + 1}` } };
          return { sequence: index + 1, type: 'orders.payment_changed', at: NOW, actor: 'api', why: 'x', order } satisfies OrderEvent;
        });
    });

    it('leads through all pages, first to last, to null', async () => {
      const pages: number[][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { events, nextCursor }: Events = await page(`?limit=15${cursor && `&cursor=${cursor}`}`);
        pages.push(events.map(({ sequence }) => sequence));
        cursor = nextCursor;
      }
      expect(pages.map(({ length }) => length)).toEqual([15, 15, 15]);
      expect(pages.flat()).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
    });

    it('has twenty on a page where nobody says how many', async () => {
      expect((await page('')).events).toHaveLength(20);
    });

    it('says of the first on a page what it altered since the last on the page before', async () => {
      const { nextCursor } = await page('?limit=15');
      expect((await page(`?cursor=${nextCursor}`)).events[0]).toMatchObject({
        before: { reason: { text: 'after 15' } },
        after: { reason: { text: 'after 16' } },
      });
    });

    it('refuses a cursor of another order, or of nothing, and a limit that is none', async () => {
      const { nextCursor } = await page('?limit=15');
      const other = '00000000-0000-4000-8000-000000000002';
      expect((await app.fetch(`/orders/${other}/events?cursor=${nextCursor}`)).status).toBe(400);
      const beyond = Buffer.from(JSON.stringify([2 ** 31, id])).toString('base64url');
      for (const cursor of ['x', beyond]) expect((await app.fetch(`/orders/${id}/events?cursor=${cursor}`)).status).toBe(400);
      expect((await app.fetch(`/orders/${id}/events?limit=101`)).status).toBe(422);
    });
  });
});

describe('GET /orders', () => {
  const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const page = async (query: string) => orderPageAnswer.parse(await (await app.fetch(`/orders${query}`)).json());

  it('leads through all pages, newest first, to null', async () => {
    for (let n = 1; n <= 5; n++) app.system.put({ id: idOf(n), createdAt: `2026-01-0${n}T00:00:00.000Z` });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { orders, nextCursor }: { orders: { id: string }[]; nextCursor: string | null } = await page(
        `?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...orders.map((order) => order.id));
      cursor = nextCursor;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map(idOf));
  });

  it('has no next page when the last one is just full', async () => {
    app.system.put({ id: idOf(1) });
    app.system.put({ id: idOf(2) });
    expect((await page('?limit=2')).nextCursor).toBeNull();
  });

  it('refuses a cursor that belongs to other filters', async () => {
    for (let n = 1; n <= 2; n++) app.system.put({ id: idOf(n) });
    const { nextCursor } = await page('?limit=1');
    expect((await app.fetch(`/orders?limit=2&cursor=${nextCursor}`)).status).toBe(200);
    expect((await app.fetch(`/orders?limit=1&status=CREATED&cursor=${nextCursor}`)).status).toBe(400);
  });

  it('finds orders by their number, a SKU, and what the integrator keeps with them', async () => {
    const [line] = app.system.put({ id: idOf(9) }).items;
    app.system.put({ id: idOf(1), orderNumber: 'AAAAA-AAAAA', metadata: { cart: 'c-1', 'a.b': '' } });
    app.system.put({ id: idOf(2), items: line ? [{ ...line, sku: 'RARE' }] : [], metadata: { cart: 'c-1' } });
    const found = async (query: string) => (await page(query)).orders.map(({ id }) => id);
    expect(await found('?orderNumber=AAAAA-AAAAA')).toEqual([idOf(1)]);
    expect(await found('?sku=RARE')).toEqual([idOf(2)]);
    expect(await found('?metadata.cart=c-1')).toEqual([idOf(2), idOf(1)]);
    expect(await found('?metadata.cart=c-1&metadata.a.b=')).toEqual([idOf(1)]);
  });

  it('goes on behind a cursor in whichever order the metadata are asked for', async () => {
    for (let n = 1; n <= 3; n++) app.system.put({ id: idOf(n), metadata: { a: '1', b: '2' } });
    const { nextCursor } = await page('?limit=2&metadata.a=1&metadata.b=2');
    expect((await page(`?limit=2&metadata.b=2&metadata.a=1&cursor=${nextCursor}`)).orders).toHaveLength(1);
    expect((await app.fetch(`/orders?limit=2&metadata.a=1&cursor=${nextCursor}`)).status).toBe(400);
  });

  it.each([
    ['metadata=c-1', '?metadata'],
    ['metadata.=c-1', '?metadata.'],
    ['metadata.cart=1&metadata.cart=2', '?metadata.cart'],
    ['metadata.__proto__=1', '?metadata.__proto__'],
    ['sku.a=1', '?sku.a'],
    [[1, 2, 3, 4, 5, 6].map((n) => `metadata.m${n}=1`).join('&'), '?metadata'],
  ])('refuses %s', async (query, pointer) => {
    const response = await app.fetch(`/orders?${query}`);
    expect([response.status, ((await response.json()) as Problem).errors?.map((fault) => fault.pointer)]).toEqual([422, [pointer]]);
  });

  it('finds no PENDING order, and asks nobody', async () => {
    expect(await page('?status=PENDING')).toEqual({ orders: [], nextCursor: null });
    expect(app.system.lookups).toBe(0);
  });
});

async function describedPattern(): Promise<string> {
  const { paths } = (await (await app.fetch('/openapi.json')).json()) as { paths: Record<string, { get: { parameters: Parameter[] } }> };
  const parameter = paths['/orders/{id}']?.get.parameters.find(({ name }) => name === 'If-None-Match');
  return parameter?.schema.pattern ?? 'none is described';
}

interface Parameter {
  readonly name: string;
  readonly schema: { readonly pattern?: string };
}
