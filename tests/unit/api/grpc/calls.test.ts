import type { CallError } from '../../../../clients/grpc/call-error.ts';
import { createMetricsPage } from '../../../../platform/metrics/page.ts';
import { createLogger } from '../../../../platform/logger.ts';
import { eventually } from '../../../../platform/poll.ts';
import { createPlaces } from '../../../../api/places.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
const goods = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999n }] };
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

let api: ServedGrpc;
afterEach(() => api.close());

const failureOf = (call: Promise<unknown>): Promise<CallError> =>
  call.then(
    () => Promise.reject(new Error('the call was answered')),
    (error: CallError) => error,
  );
const lastLine = () => api.logLines.findLast(({ msg }) => msg === 'call');
const untilLogged = () =>
  eventually(
    async () => lastLine(),
    (line) => line !== undefined,
  );

describe('a call', () => {
  beforeEach(async () => {
    api = await serveGrpc();
    api.system.put({ id });
  });

  it('that waits is answered with what is known when its process is on its way out', async () => {
    api.drain();
    const { message } = await api.orders.createOrder(goods, { metadata: { prefer: 'wait=30' }, deadlineMs: 40_000 });
    expect(message.status).toBe('CREATED');
  });

  it('is found under the request id and the trace that its caller sent', async () => {
    const metadata = { 'x-request-id': 'req-7', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
    const answer = await api.orders.cancelOrder({ id }, { metadata });
    expect(answer.metadata.get('x-request-id')).toEqual(['req-7']);
    expect(api.system.cancels[0]?.cause.requestId).toBe('req-7');
    expect(await untilLogged()).toMatchObject({ requestId: 'req-7', orderId: id });
  });

  it('is given a request id and a trace without them, or with what is no id', async () => {
    const { metadata } = await api.orders.getOrder({ id }, { metadata: { 'x-request-id': 'no id' } });
    expect(metadata.get('x-request-id')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(metadata.get('traceparent')).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)]);
  });

  it('names itself in the answer to a failure too', async () => {
    const error = await failureOf(api.orders.getOrder({ id: 'x' }, { metadata: { 'x-request-id': 'req-8' } }));
    expect(error.metadata.get('x-request-id')).toEqual(['req-8']);
  });

  it('is one line of the log and one observation, by method and code', async () => {
    await failureOf(api.orders.getOrder({ id: 'x' }));
    expect(await untilLogged()).toMatchObject({ rpc: 'orders.v1.Orders/GetOrder', code: 'NOT_FOUND', ms: expect.any(Number) as number });
    const page = await createMetricsPage(createLogger('api', 'silent'))('prometheus');
    expect(page).toContain('grpc_request_duration_seconds_count{method="orders.v1.Orders/GetOrder",code="NOT_FOUND"}');
  });

  it('tells nothing of what is inside when something is away, and when to come back', async () => {
    api.system.postgresIsAway = true;
    const error = await failureOf(api.orders.getOrder({ id }));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', reason: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 2000 });
    expect(error.message).not.toMatch(/postgres|5432/i);
  });

  it('tells nothing of a fault of ours but that it is logged', async () => {
    api.system.find = () => Promise.reject(new Error('secret detail'));
    const error = await failureOf(api.orders.getOrder({ id }));
    expect(error).toMatchObject({ code: 'INTERNAL', reason: 'INTERNAL', message: expect.not.stringContaining('secret') as string });
    expect(api.logLines).toContainEqual(expect.objectContaining({ level: 'error', msg: 'unexpected error' }));
  });

  it('has at most 256 KiB', async () => {
    const error = await failureOf(api.orders.createOrder({ ...goods, metadata: { a: 'x'.repeat(256 * 1024) } }));
    expect(error.code).toBe('RESOURCE_EXHAUSTED');
    expect(api.system.submitted).toEqual([]);
  });

  it("ends at its caller's deadline, when that comes before ours", async () => {
    await api.close();
    api = await serveGrpc({ deadlineMs: 60_000 });
    api.system.hangs = true;
    expect(await failureOf(api.orders.getOrder({ id }, { deadlineMs: 200 }))).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await untilLogged()).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('ends at our deadline, when its caller has more time', async () => {
    await api.close();
    api = await serveGrpc({ deadlineMs: 100 });
    api.system.hangs = true;
    const error = await failureOf(api.orders.getOrder({ id }));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'DEADLINE_EXCEEDED', retryAfterMs: 2000 });
  });

  it('whose caller has left waits for nothing any more, and is logged as cancelled', async () => {
    api.system.startOutcome = 'existing';
    const leaving = new AbortController();
    const call = failureOf(api.orders.createOrder(goods, { signal: leaving.signal, metadata: { prefer: 'wait=30' }, deadlineMs: 40_000 }));
    await eventually(
      async () => api.system.submitted.length,
      (count) => count === 1,
    );
    leaving.abort();
    expect(await call).toMatchObject({ code: 'CANCELLED', reason: undefined });
    expect(
      await eventually(
        async () => lastLine(),
        (line) => line !== undefined,
        5000,
      ),
    ).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('more calls than there are places for', () => {
  it('are refused before anything is done for them, and told when to come back', async () => {
    api = await serveGrpc({ places: createPlaces({ reads: 1, writes: 1 }, 2000) });
    api.system.hangs = true;
    const [held, waits] = [failureOf(api.orders.createOrder(goods)), failureOf(api.orders.getOrder({ id }))];
    await eventually(
      async () => api.system.lookups,
      (lookups) => lookups === 2,
    );
    const [order, read] = [await failureOf(api.orders.createOrder(goods)), await failureOf(api.orders.getOrder({ id }))];
    expect([order, read]).toMatchObject([
      { code: 'RESOURCE_EXHAUSTED', reason: 'OVERLOADED', retryAfterMs: 1000 },
      { code: 'RESOURCE_EXHAUSTED', reason: 'OVERLOADED' },
    ]);
    expect(api.system.lookups).toBe(2);
    await Promise.all([held, waits]);
  });

  it('leave room for those who wait, which are apart', async () => {
    api = await serveGrpc({ places: createPlaces({ reads: 1, writes: 1 }, 2000) });
    api.system.startOutcome = 'unwritten';
    const waiting = api.orders.createOrder(goods, { metadata: { prefer: 'wait=1' } });
    await eventually(
      async () => api.system.submitted.length,
      (count) => count === 1,
    );
    api.system.startOutcome = 'written';
    expect((await api.orders.createOrder(goods)).message.status).toBe('CREATED');
    await waiting;
  });
});
