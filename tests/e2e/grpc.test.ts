// The way in by gRPC, on a whole system: what orders and callers get, and what becomes of calls that end badly.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { createOrdersClient, type CallOptions, type OrdersClient } from '../../clients/grpc/orders-client.ts';
import { eventually } from '../../platform/poll.ts';
import { eventsOf, get, newSku, orderFor, setting, stockOf, submit, untilEnd, untilStatus } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { useOwnSystem } from '../support/own-system.ts';

// The example cancels an order that is on its way to the carrier: on a busy machine, too, before it is picked up.
useOwnSystem({ CARRIER_PICKUP_MS: '3000', CARRIER_DELIVERY_MS: '100' });

const root = path.resolve(import.meta.dirname, '..', '..');
let orders: OrdersClient;
beforeAll(() => {
  orders = createOrdersClient(setting('TEST_GRPC_ADDRESS'));
});
afterAll(() => orders.close());

const goods = (sku: string, over: { token?: string; customerId?: string } = {}) => ({
  customerId: over.customerId ?? 'cust_e2e',
  items: [{ sku, quantity: 1, priceCents: 1999n }],
  ...(over.token !== undefined && { payment: { token: over.token } }),
});
const place = async (sku: string, options: CallOptions = {}, over: Parameters<typeof goods>[1] = {}) =>
  (await orders.createOrder(goods(sku, over), options)).message;
const keyed = (key = randomUUID(), more: Record<string, string> = {}) => ({ metadata: { 'idempotency-key': key, ...more } });
const logged = () =>
  readFileSync(path.join(setting('TEST_DATA_DIR'), 'logs', 'api.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"rpc"'))
    .map((line) => JSON.parse(line) as { rpc: string; code: string; requestId: string });

describe('an order over gRPC', () => {
  it('is made, waited for, found, read and paid back, and is the same order over HTTP', async () => {
    const sku = await newSku(10);
    const customerId = `cust_${randomUUID()}`;
    const metadata = { prefer: 'wait=10', 'x-request-id': 'req-of-grpc' };
    const placed = await orders.createOrder(goods(sku, { customerId }), { metadata, deadlineMs: 15_000 });
    expect(placed.message.status).not.toBe('CREATED');
    expect(placed.metadata.get('preference-applied')).toEqual(['wait=10']);
    const { id } = placed.message;
    expect((await eventsOf(id))[0]).toMatchObject({ type: 'orders.created', actor: 'api', requestId: 'req-of-grpc' });

    expect((await untilEnd(id)).status).toBe('COMPLETED');
    expect((await orders.listOrders({ customerId })).message).toMatchObject({ orders: [{ id, status: 'COMPLETED' }] });
    const { message: refunded } = await orders.refundOrder({ id, amountCents: 500n, reason: 'scratched' }, keyed());
    expect(refunded.refunds).toMatchObject([{ status: 'succeeded', amountCents: 500n }]);
    const { message: read } = await orders.getOrder({ id });
    expect(await get(id)).toMatchObject({ version: Number(read.version), payment: { refundedCents: Number(read.payment?.refundedCents) } });
  });

  it('is one of twenty requests with its key at the same instant, half of them over HTTP', async () => {
    const sku = await newSku(10);
    const key = randomUUID();
    const overGrpc = Array.from({ length: 10 }, async () => (await place(sku, keyed(key))).id);
    const overHttp = Array.from({ length: 10 }, async () => (await submit(orderFor(sku), { 'idempotency-key': key })).body.id);
    const ids = new Set(await Promise.all([...overGrpc, ...overHttp]));
    expect(ids.size).toBe(1);
    await untilEnd([...ids][0] ?? '');
    expect(await stockOf(sku)).toMatchObject({ onHand: 9, reserved: 0 });
  });

  it('is followed beside another from its first event to its last', async () => {
    const [sku, watch] = [await newSku(10), orders.watchOrders()];
    const ids = [(await place(sku)).id, (await place(sku)).id];
    for (const id of ids) watch.add(id);
    const told = new Map<string, bigint[]>(ids.map((id) => [id, []]));
    for await (const {
      told: { case: kind, value },
    } of watch) {
      if (kind === 'event') told.get(value.order?.id ?? '')?.push(value.sequence);
      if ([...told.values()].every((sequences) => sequences.length === 7)) break;
    }
    watch.close();
    expect([...told.values()]).toEqual(ids.map(() => [1n, 2n, 3n, 4n, 5n, 6n, 7n]));
  });

  it('is cancelled with everything undone, and says when it is too late for that', async () => {
    const sku = await newSku(10);
    const { id } = await place(sku, {}, { token: 'tok_requires_action' });
    expect((await orders.cancelOrder({ id, reason: 'ordered twice' })).message).toMatchObject({
      status: 'CANCELED',
      reason: { text: expect.stringContaining('ordered twice') as string },
    });
    expect(await stockOf(sku)).toMatchObject({ onHand: 10, reserved: 0 });
    const shipped = await place(sku);
    await untilEnd(shipped.id);
    await expect(orders.cancelOrder({ id: shipped.id })).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'CANCEL_TOO_LATE' });
  });
});

describe('what is refused', () => {
  it('names its reason and its fields', async () => {
    const sku = await newSku(10);
    const key = randomUUID();
    await place(sku, keyed(key));
    await expect(place(sku, keyed(key), { customerId: 'another' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(orders.createOrder({ customerId: 'c', items: [{ sku, quantity: 0, priceCents: 1n }] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'items[0].quantity' }],
    });
    await expect(orders.getOrder({ id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'ORDER_NOT_FOUND' });
  });
});

describe('a call that ends badly', () => {
  it('leaves no order when its deadline left no time for one, and the repeat under its key makes it', async () => {
    const sku = await newSku(10);
    const key = randomUUID();
    await expect(place(sku, { ...keyed(key), deadlineMs: 250 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(
      (await orders.listOrders({ customerId: 'cust_e2e', limit: 100 })).message.orders.some(({ items }) => items[0]?.sku === sku),
    ).toBe(false);
    expect((await place(sku, keyed(key))).status).toBe('CREATED');
  });

  it('by its caller who goes away has made its order, and is logged as cancelled', async () => {
    const sku = await newSku(10);
    const [key, requestId, leaving] = [randomUUID(), randomUUID(), new AbortController()];
    const waiting = place(
      sku,
      { ...keyed(key, { prefer: 'wait=30', 'x-request-id': requestId }), signal: leaving.signal, deadlineMs: 60_000 },
      { token: 'tok_requires_action' },
    );
    const stock = () => stockOf(sku);
    await eventually(stock, ({ reserved }) => reserved === 1);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    const line = await eventually(
      async () => logged().find((call) => call.requestId === requestId),
      (found) => found !== undefined,
      5000,
    );
    expect(line).toMatchObject({ rpc: 'orders.v1.Orders/CreateOrder', code: 'CANCELLED' });
    const repeated = await orders.createOrder(goods(sku, { token: 'tok_requires_action' }), keyed(key));
    expect(repeated.metadata.get('idempotent-replayed')).toEqual(['true']);
    await orders.cancelOrder({ id: repeated.message.id });
  });

  it('by a restart of the API is none that was under way: it is answered first', async () => {
    const sku = await newSku(10);
    const requestId = randomUUID();
    const options = { metadata: { prefer: 'wait=3', 'x-request-id': requestId } };
    const underWay = place(sku, options, { token: 'tok_requires_action' });
    await eventually(
      () => stockOf(sku),
      ({ reserved }) => reserved === 1,
    );
    process.kill(Number(readFileSync(path.join(setting('TEST_DATA_DIR'), 'run', 'api.pid'), 'utf8')), 'SIGTERM');
    const { id, status } = await underWay;
    expect(status).toBe('CREATED');
    // The next process takes over its port.
    const read = () =>
      orders.getOrder({ id }).then(
        ({ message }) => message.status,
        () => 'away',
      );
    await eventually(read, (answer) => answer === 'CREATED', 30_000);
    await orders.cancelOrder({ id });
    await untilStatus(id, 'CANCELED');
  }, 60_000);
});

describe('tools', () => {
  it('see that it is healthy', async () => {
    const client = new Client(setting('TEST_GRPC_ADDRESS'), credentials.createInsecure());
    const { path: method, requestSerialize, responseDeserialize } = healthService['Check'] ?? {};
    if (!method || !requestSerialize || !responseDeserialize) throw new Error('grpc-health-check has no Check');
    const check = () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(method, requestSerialize, responseDeserialize, { service: 'orders.v1.Orders' }, (error, answer) =>
          error ? reject(error) : resolve(answer),
        );
      });
    expect(await eventually(check, (answer) => (answer as { status: string }).status === 'SERVING')).toEqual({ status: 'SERVING' });
    client.close();
  });

  it.each([
    ['grpc', 'TEST_GRPC_ADDRESS', ''],
    ['http', 'TEST_API_URL', '1 orders.created\n2 orders.confirmed\n'],
  ])('the example of %s places its order and cancels it', async (name, address, events) => {
    const sku = await newSku(10);
    const example = path.join(root, 'tools', `${name}-example.ts`);
    const output = execFileSync(process.execPath, [example, setting(address), sku], { encoding: 'utf8' });
    expect(output).toMatch(new RegExp(`^\\w{5}-\\w{5} is \\w+: 1999 USD cents\n${events}\\w{5}-\\w{5} is CANCELED\n$`));
  });
});

it('leaves no order that breaks a promise', async () => {
  expect(await checkInvariants()).toMatchObject({ code: 0 });
}, 60_000);
