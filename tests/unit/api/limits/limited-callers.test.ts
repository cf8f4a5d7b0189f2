import type { Gate } from '../../../../api/access/gate.ts';
import { callerLimits } from '../support/caller-limits.ts';
import { request as orderRequest } from '../support/fakes.ts';
import { problemOf, serveApp, type Served } from '../support/serve-app.ts';
import { serveGrpc } from '../support/serve-grpc.ts';

const order = { customerId: 'c-1', items: orderRequest().items };
/** Whoever calls says so in place of a token. */
const gate: Gate = async (token = '') => ({ id: token, tenant: '', actor: 'api' });
const as = (caller: string) => ({ authorization: `Bearer ${caller}` });
/** In the middle of ten seconds. */
const now = () => Date.parse('2026-01-01T00:00:04Z');
const rates = { reads: 2, writes: 1 };

describe('a caller with a limit', () => {
  let app: Served;
  beforeEach(async () => {
    app = await serveApp({ gate, limits: callerLimits({ rates, now }) });
  });
  afterEach(() => app.close());

  it('is told with each answer how many calls are left', async () => {
    const read = await app.fetch('/orders', { headers: as('a') });
    expect([read.headers.get('ratelimit-policy'), read.headers.get('ratelimit')]).toEqual(['"reads";q=20;w=10', '"reads";r=19;t=6']);
    const written = await app.post('/orders', {}, as('a'));
    expect([written.status, written.headers.get('ratelimit')]).toEqual([422, '"writes";r=9;t=6']);
  });

  it('who floods is refused and told when to come back, and another caller has all that is theirs', async () => {
    const flood = await Promise.all(
      Array.from({ length: 30 }, (_, n) => app.post('/orders', order, { ...as('flood'), 'idempotency-key': `k-${n}` })),
    );
    const refused = flood.filter(({ status }) => status === 429);
    expect([refused.length, app.system.submitted.length]).toEqual([20, 10]);
    expect([refused[0]?.headers.get('retry-after'), refused[0]?.headers.get('ratelimit')]).toEqual(['6', '"writes";r=0;t=6']);
    expect((await problemOf(refused[0] as Response)).type).toContain('/problems/rate-limited');
    const other = await app.post('/orders', order, as('other'));
    expect([other.status, other.headers.get('ratelimit')]).toEqual([201, '"writes";r=9;t=6']);
  });

  it('is limited on the routes of callers alone', async () => {
    expect((await app.fetch('/healthz')).headers.get('ratelimit')).toBeNull();
    expect((await app.post('/webhooks/carrier', {})).headers.get('ratelimit')).toBeNull();
  });
});

it('callers without a token are told apart by their address', async () => {
  const app = await serveApp({ limits: callerLimits({ rates, now }) });
  expect((await app.fetch('/orders', { headers: as('a') })).headers.get('ratelimit')).toBe('"reads";r=19;t=6');
  expect((await app.fetch('/orders', { headers: as('b') })).headers.get('ratelimit')).toBe('"reads";r=18;t=6');
  await app.close();
});

it('without a limit nothing is said of one', async () => {
  const app = await serveApp();
  expect((await app.fetch('/orders')).headers.get('ratelimit')).toBeNull();
  await app.close();
});

it('a caller has so many requests under way at once, and another finds room', async () => {
  const app = await serveApp({ gate, limits: callerLimits({ inFlight: 1 }) });
  const { list } = app.system;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const arrived = new Promise<void>((resolve) => {
    app.system.list = async (filter) => {
      resolve();
      await held;
      return list(filter);
    };
  });
  const first = app.fetch('/orders', { headers: as('a') });
  await arrived;
  const second = await app.fetch('/orders', { headers: as('a') });
  expect([second.status, (await problemOf(second)).detail]).toEqual([429, expect.stringContaining('1 requests')]);
  const other = app.fetch('/orders', { headers: as('b') });
  letGo();
  expect([(await first).status, (await other).status, (await app.fetch('/orders', { headers: as('a') })).status]).toEqual([200, 200, 200]);
  await app.close();
});

it('over gRPC a caller is refused as RESOURCE_EXHAUSTED, with when to come back', async () => {
  const api = await serveGrpc({ gate, limits: callerLimits({ rates, now, inFlight: 1 }) });
  const list = (caller: string) => api.orders.listOrders({}, { metadata: as(caller) });
  for (let n = 0; n < 20; n++) await list('a');
  await expect(list('a')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'RATE_LIMITED', retryAfterMs: 6000 });
  expect((await list('b')).message.orders).toEqual([]);
  await api.close();
});
