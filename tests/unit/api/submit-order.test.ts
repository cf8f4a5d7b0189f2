import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../platform/poll.ts';
import { request as orderRequest } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';
import { orderAnswer } from '../../../api/http/orders/response-schemas.ts';
import type { Order } from '../../../domain/order.ts';
import { DependencyError } from '../../../domain/errors.ts';

const order = { customerId: 'c-1', items: orderRequest().items };
const key = { 'idempotency-key': 'k-1' };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

async function orderOf(response: Response): Promise<Order> {
  return orderAnswer.strict().parse(await response.json()) as Order;
}

describe('POST /orders', () => {
  it('answers what is kept of an order with what follows from it', async () => {
    const adjustments = [
      { type: 'shipping', amountCents: 500 },
      { type: 'discount', amountCents: -2000, lineId: 'line_1' },
    ];
    const response = await app.post('/orders', { ...order, adjustments });
    const created = await orderOf(response);
    expect(created).toMatchObject({
      totalCents: 2498,
      dueCents: 2498,
      adjustments,
      items: [{ netCents: 1998, units: { waiting: 2, reserved: 0 } }],
    });
    expect(app.system.rows.get(created.id)?.order).not.toHaveProperty('dueCents');
    const plain = (await (await app.post('/orders', order)).json()) as Order;
    expect(plain).toMatchObject({ adjustments: [], dueCents: 3998, items: [{ netCents: 3998 }] });
    expect(JSON.stringify(app.system.rows.get(plain.id)?.order)).not.toMatch(/netCents|adjustments/);
  });

  it('answers 201 with the order as created, and where it is', async () => {
    const response = await app.post('/orders', { ...order, totalCents: 3998, metadata: { a: 'b' } }, { 'x-request-id': 'req-1' });
    const created = await orderOf(response);
    expect(response.status).toBe(201);
    expect(created).toMatchObject({ status: 'CREATED', version: 1, totalCents: 3998, metadata: { a: 'b' }, items: [{ lineId: 'line_1' }] });
    expect([response.headers.get('location'), response.headers.get('etag')]).toEqual([`/orders/${created.id}`, '"1"']);
    expect(response.headers.get('idempotent-replayed')).toBeNull();
  });

  it('makes an order of its own of each request without a key', async () => {
    const [one, two] = await Promise.all([app.post('/orders', order), app.post('/orders', order)]);
    expect((await orderOf(one)).id).not.toBe((await orderOf(two)).id);
    expect(app.system.submitted.map(({ fingerprint }) => fingerprint)).toEqual([null, null]);
  });

  it('starts nothing while PostgreSQL is away', async () => {
    app.system.postgresIsAway = true;
    const response = await app.post('/orders', order);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(app.system.submitted).toEqual([]);
  });

  it('answers 503 while Temporal is away, and the same key then finishes the work', async () => {
    app.system.temporalIsAway = true;
    const first = await app.post('/orders', order, key);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '2']);
    app.system.temporalIsAway = false;
    expect((await app.post('/orders', order, key)).status).toBe(201);
    expect(app.system.rows.size).toBe(1);
  });

  it('does not start an order whose caller was told 503 by then', async () => {
    await app.close();
    app = await serveApp({ deadlineMs: 700 });
    const find = app.system.findCreated;
    // Too late to say anything else, and too late to start.
    for (const lateMs of [900, 400]) {
      app.system.findCreated = async (id) => {
        await sleep(lateMs);
        return find(id);
      };
      expect((await app.post('/orders', order)).status).toBe(503);
      await sleep(300);
      expect(app.system.submitted).toEqual([]);
    }
  });
});

describe('POST /orders while no worker runs', () => {
  beforeEach(() => {
    app.system.startOutcome = 'unwritten';
  });

  it('is answered 201 with the order, which is written', async () => {
    const response = await app.post('/orders', order);
    const created = await orderOf(response);
    expect([response.status, response.headers.get('etag'), created.status]).toEqual([201, '"1"', 'CREATED']);
    expect(await orderOf(await app.fetch(`/orders/${created.id}`))).toMatchObject({ id: created.id, version: 1 });
  });

  it('has the order written by the request that started it alone, so that other content under its key stays out', async () => {
    const { create } = app.system;
    const bothCame = Promise.withResolvers<void>();
    app.system.onSubmitted = () => void (app.system.submitted.length === 2 && bothCame.resolve());
    app.system.create = async (asked) => {
      await bothCame.promise;
      return create(asked);
    };
    const answers = await Promise.all([app.post('/orders', order, key), app.post('/orders', { ...order, customerId: 'c-2' }, key)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
    expect(app.system.created).toHaveLength(1);
  });

  it('is answered 201 though the answer of PostgreSQL was lost, with one order', async () => {
    const { create } = app.system;
    let isLost = true;
    app.system.create = async (asked) => {
      const written = await create(asked);
      if (!isLost) return written;
      isLost = false;
      throw new DependencyError('postgres', 'connection lost');
    };
    expect((await app.post('/orders', order)).status).toBe(201);
    expect([app.system.rows.size, app.system.created.length]).toEqual([1, 2]);
  });
});

describe('POST /orders of which a worker has heard first', () => {
  it('is answered with the order as created, however far it is by then', async () => {
    app.system.onSubmitted = (id) => app.system.move(id, 'CONFIRMED');
    const response = await app.post('/orders', order);
    expect([response.status, response.headers.get('etag'), (await orderOf(response)).status]).toEqual([201, '"1"', 'CREATED']);
  });
});

describe('POST /orders under a key', () => {
  it('repeats the order as created, whatever became of it and however the key is written', async () => {
    const first = await app.post('/orders', order, { 'idempotency-key': 'k "1"' });
    const text = await first.text();
    const { id } = JSON.parse(text) as Order;
    app.system.move(id, 'CONFIRMED');
    const again = await app.post('/orders', ` { "items": ${JSON.stringify(order.items)}, "customerId": "c-1" }`, {
      'idempotency-key': '"k \\"1\\""',
    });
    expect([again.status, await again.text()]).toEqual([201, text]);
    expect(['idempotent-replayed', 'etag', 'location'].map((name) => again.headers.get(name))).toEqual(['true', '"1"', `/orders/${id}`]);
    expect(app.system.submitted).toHaveLength(1);
  });

  it('refuses other content, also for a default spelled out', async () => {
    await app.post('/orders', order, key);
    const other = await app.post('/orders', { ...order, currency: 'USD' }, key);
    expect(other.status).toBe(422);
    expect((await problemOf(other)).type).toContain('idempotency-key-reused');
  });

  it('binds no key to what is refused', async () => {
    expect((await app.post('/orders', { ...order, items: [] }, key)).status).toBe(422);
    expect((await app.post('/orders', order, key)).status).toBe(201);
  });

  it('answers fifty identical requests at once alike, with one order', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.post('/orders', order, key)));
    const seen = new Set(await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`)));
    expect(seen.size).toBe(1);
    expect([...seen][0]).toMatch(/^201 /);
    expect(app.system.rows.size).toBe(1);
  });

  it('refuses the slower of two requests with other content at once', async () => {
    const answers = await Promise.all([app.post('/orders', order, key), app.post('/orders', { ...order, customerId: 'c-2' }, key)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
  });
});

describe('POST /orders whose row is not written in time', () => {
  beforeEach(async () => {
    await app.close();
    app = await serveApp({ deadlineMs: 700 });
    app.system.startOutcome = 'existing';
  });

  it('answers 202 with the pending order once Temporal has it', async () => {
    const response = await app.post('/orders', order);
    const pending = await orderOf(response);
    expect([response.status, response.headers.get('location'), response.headers.get('etag')]).toEqual([202, `/orders/${pending.id}`, null]);
    expect(pending).toMatchObject({ status: 'PENDING', version: 0 });
  });

  it('refuses a key that a pending order of other content has', async () => {
    expect((await app.post('/orders', order, key)).status).toBe(202);
    expect((await app.post('/orders', { ...order, customerId: 'c-2' }, key)).status).toBe(422);
  });

  it('answers 201 when it is written while the request waits', async () => {
    const { start } = app.system;
    app.system.start = async (asked, cause) => {
      setTimeout(() => app.system.write(asked), 60);
      return start(asked, cause);
    };
    expect((await app.post('/orders', order, key)).status).toBe(201);
  });

  it('holds to 202 when PostgreSQL goes away meanwhile, and to 201 when it comes back in time', async () => {
    app.system.startOutcome = 'written';
    app.system.onSubmitted = () => {
      app.system.postgresIsAway = true;
    };
    expect((await app.post('/orders', order)).status).toBe(202);
    app.system.postgresIsAway = false;
    app.system.onSubmitted = () => {
      app.system.postgresIsAway = true;
      setTimeout(() => (app.system.postgresIsAway = false), 60);
    };
    expect((await app.post('/orders', order)).status).toBe(201);
  });

  it('reads no more for a caller who has gone', async () => {
    const caller = new AbortController();
    const answer = app.fetch('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
      signal: caller.signal,
    });
    await eventually(
      async () => app.system.lookups,
      (lookups) => lookups > 2,
    );
    caller.abort();
    await expect(answer).rejects.toThrow('abort');
    await sleep(100);
    const { lookups } = app.system;
    await sleep(200);
    expect(app.system.lookups).toBe(lookups);
  });

  it('cannot tell whose order it is while nothing answers any more, and says 503 under a key', async () => {
    app.system.onSubmitted = () => {};
    const { start } = app.system;
    app.system.start = async (asked, cause) => {
      const outcome = await start(asked, cause);
      app.system.postgresIsAway = true;
      app.system.findPending = () => Promise.reject(new DependencyError('temporal', 'gone'));
      return outcome;
    };
    expect((await app.post('/orders', order, key)).status).toBe(503);
  });
});

describe('Prefer', () => {
  it('respond-async is answered with 202 at once', async () => {
    app.system.startOutcome = 'unwritten';
    const response = await app.post('/orders', order, { prefer: 'respond-async', ...key });
    expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    expect((await orderOf(response)).status).toBe('PENDING');
  });

  it('respond-async under a key whose order is written repeats the order', async () => {
    await app.post('/orders', order, key);
    const response = await app.post('/orders', order, { prefer: 'respond-async', ...key });
    expect(['preference-applied', 'idempotent-replayed'].map((name) => response.headers.get(name))).toEqual([null, 'true']);
    expect(response.status).toBe(201);
  });

  it('wait=N is answered when the order has left CREATED', async () => {
    app.system.onSubmitted = (id) => void setTimeout(() => app.system.move(id, 'REJECTED'), 60);
    const response = await app.post('/orders', order, { prefer: 'wait=30' });
    expect([response.status, response.headers.get('preference-applied'), response.headers.get('etag')]).toEqual([201, 'wait=30', '"2"']);
    expect((await orderOf(response)).status).toBe('REJECTED');
  });

  it('wait=N is answered after N seconds at the latest, and extends the deadline by as much', async () => {
    await app.close();
    app = await serveApp({ deadlineMs: 900 });
    const startedAt = performance.now();
    const response = await app.post('/orders', order, { prefer: 'wait=1' });
    expect(response.status).toBe(201);
    expect((await orderOf(response)).status).toBe('CREATED');
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  it('wait=N is answered with the order as read last, though reading takes its time', async () => {
    const { find } = app.system;
    app.system.find = async (id) => {
      await sleep(20);
      return find(id);
    };
    app.system.onSubmitted = (id) => {
      const row = app.system.rows.get(id);
      if (row) row.order = { ...row.order, version: 2, payment: { ...row.order.payment, status: 'requires_action' } };
    };
    const response = await app.post('/orders', order, { prefer: 'wait=1' });
    expect([response.status, response.headers.get('etag')]).toEqual([201, '"2"']);
    expect(await orderOf(response)).toMatchObject({ status: 'CREATED', payment: { status: 'requires_action' } });
  });

  it.each([
    ['written', 201, 'CREATED'],
    ['existing', 202, 'PENDING'],
  ] as const)('wait=N of an order that is %s is answered with what is known when the process is told to end', async (written, ...known) => {
    app.system.startOutcome = written;
    const answer = app.post('/orders', order, { prefer: 'wait=30' });
    await eventually(
      async () => app.system.lookups,
      (lookups) => lookups > 2,
    );
    app.drain();
    const [response] = await Promise.all([answer, app.server.drain(3000)]);
    expect([response.status, (await orderOf(response)).status]).toEqual(known);
  });

  it('wait=N is answered with the order as created when PostgreSQL goes away meanwhile', async () => {
    app.system.find = () => Promise.reject(new DependencyError('postgres', 'gone'));
    const response = await app.post('/orders', order, { prefer: 'wait=1' });
    expect([response.status, response.headers.get('etag')]).toEqual([201, '"1"']);
  });

  it('wait=N under a key repeats the order as it now stands', async () => {
    const { id } = await orderOf(await app.post('/orders', order, key));
    app.system.move(id, 'CONFIRMED');
    const response = await app.post('/orders', order, { prefer: 'wait=99', ...key });
    expect(['preference-applied', 'idempotent-replayed', 'etag'].map((name) => response.headers.get(name))).toEqual([
      'wait=30',
      'true',
      '"2"',
    ]);
    expect((await orderOf(response)).status).toBe('CONFIRMED');
  });
});
