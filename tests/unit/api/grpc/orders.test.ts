import { randomUUID } from 'node:crypto';
import type { CallError } from '../../../../clients/grpc/call-error.ts';
import { newOrder } from '../../../../domain/order.ts';
import { whyTooLateToCancel } from '../../../../domain/order-status.ts';
import { fakeOrderStore, NOW, request } from '../support/fakes.ts';
import { serveApp, type Served } from '../support/serve-app.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
const goods = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999n }] };
const asJson = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }] };

let api: ServedGrpc;
beforeEach(async () => {
  api = await serveGrpc();
});
afterEach(() => api.close());

const keyed = (key = randomUUID()) => ({ metadata: { 'idempotency-key': key } });
const failureOf = (call: Promise<unknown>): Promise<CallError> =>
  call.then(
    () => Promise.reject(new Error('the call was answered')),
    (error: CallError) => error,
  );

describe('CreateOrder', () => {
  it('answers with the order as it was written', async () => {
    const { message } = await api.orders.createOrder({
      ...goods,
      shipTo: { name: 'A', line1: 'B 1', city: 'C', postalCode: '1', country: 'NL' },
    });
    expect(message).toMatchObject({ customerId: 'c-1', status: 'CREATED', totalCents: 3998n, currency: 'USD', version: 1n });
    expect(message.items).toMatchObject([{ sku: 'SKU-1', quantity: 2, priceCents: 1999n, lineId: 'line_1' }]);
    expect(api.system.submitted[0]?.request).toMatchObject({ shipTo: { city: 'C', country: 'NL' } });
  });

  it('repeats its answer under a key, and says so', async () => {
    const key = keyed();
    const first = await api.orders.createOrder(goods, key);
    const second = await api.orders.createOrder(goods, key);
    expect(second.message).toEqual(first.message);
    expect([first, second].map(({ metadata }) => metadata.get('idempotent-replayed'))).toEqual([[], ['true']]);
  });

  it('refuses a key that came with other content', async () => {
    const key = keyed();
    await api.orders.createOrder(goods, key);
    const error = await failureOf(api.orders.createOrder({ ...goods, customerId: 'c-2' }, key));
    expect(error).toMatchObject({ code: 'ALREADY_EXISTS', reason: 'IDEMPOTENCY_KEY_REUSED' });
    expect(error.violations.map(({ field }) => field)).toEqual(['idempotency-key']);
  });

  it('names each faulty field as the message does', async () => {
    const items = [{ sku: ' ', quantity: 0, priceCents: -1n, lineId: 'line_9' }];
    const error = await failureOf(
      api.orders.createOrder({ customerId: '', items, currency: 'XXY', metadata: { cartId: 'x'.repeat(201) }, shipTo: { country: 'ZZ' } }),
    );
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'INVALID_REQUEST' });
    expect(error.violations.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'customer_id',
        'items[0].sku',
        'items[0].quantity',
        'items[0].price_cents',
        'items[0].line_id',
        'currency',
        'metadata[cartId]',
        'ship_to.country',
        'ship_to.postal_code',
      ]),
    );
  });

  it('tells of no more faults than clients take in metadata', async () => {
    const items = Array.from({ length: 100 }, () => ({ sku: '', quantity: 0, priceCents: -1n }));
    expect((await failureOf(api.orders.createOrder({ ...goods, items }))).violations).toHaveLength(20);
  });

  it.each([2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n])('refuses a price of %s, which is not safe to count with', async (priceCents) => {
    const error = await failureOf(api.orders.createOrder({ ...goods, items: [{ sku: 'SKU-1', quantity: 1, priceCents }] }));
    expect(error.violations).toEqual([expect.objectContaining({ field: 'items[0].price_cents' })]);
  });

  it('answers as soon as Temporal has the order where the caller prefers that', async () => {
    api.system.startOutcome = 'unwritten';
    const { message, metadata } = await api.orders.createOrder(goods, { metadata: { prefer: 'respond-async' } });
    expect(message).toMatchObject({ status: 'PENDING', version: 0n });
    expect(metadata.get('preference-applied')).toEqual(['respond-async']);
  });

  it('waits until the order is past CREATED where the caller prefers that, beyond its own deadline', async () => {
    await api.close();
    api = await serveGrpc({ deadlineMs: 600 });
    api.system.onSubmitted = (orderId) => setTimeout(() => api.system.move(orderId, 'CONFIRMED'), 700);
    const { message, metadata } = await api.orders.createOrder(goods, { metadata: { prefer: 'wait=5' } });
    expect(message.status).toBe('CONFIRMED');
    expect(metadata.get('preference-applied')).toEqual(['wait=5']);
  });

  it("answers PENDING within the caller's deadline when nobody writes the order", async () => {
    api.system.startOutcome = 'existing';
    const { message } = await api.orders.createOrder(goods, { metadata: { prefer: 'wait=30' }, deadlineMs: 1000 });
    expect(message.status).toBe('PENDING');
  });
});

describe('one key', () => {
  let http: Served;
  beforeEach(async () => {
    http = await serveApp({ reader: api.system, workflows: api.system, orders: fakeOrderStore(api.system) });
  });
  afterEach(() => http.close());

  it('is one order over HTTP and gRPC, whichever came first', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const overGrpc = await api.orders.createOrder(goods, keyed(one));
    const repeated = await http.post('/orders', asJson, { 'idempotency-key': `"${one}"` });
    expect([repeated.headers.get('idempotent-replayed'), ((await repeated.json()) as { id: string }).id]).toEqual([
      'true',
      overGrpc.message.id,
    ]);

    const overHttp = (await (await http.post('/orders', asJson, { 'idempotency-key': two })).json()) as { id: string };
    expect((await api.orders.createOrder(goods, keyed(two))).message.id).toBe(overHttp.id);
    expect(api.system.rows.size).toBe(2);
  });

  it('is refused for other content over the other way in', async () => {
    const key = randomUUID();
    await api.orders.createOrder(goods, keyed(key));
    expect((await http.post('/orders', { ...asJson, customerId: 'c-2' }, { 'idempotency-key': key })).status).toBe(422);
  });
});

describe('GetOrder', () => {
  it('answers PENDING before the order is written', async () => {
    api.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect((await api.orders.getOrder({ id })).message).toMatchObject({ id, status: 'PENDING' });
  });

  it('says whom the order waits for, as a list does', async () => {
    api.system.put({ id });
    const { waitingFor } = (await api.orders.getOrder({ id })).message;
    expect(waitingFor).toMatchObject({ what: 'payment_provider', since: NOW });
    expect((await api.orders.listOrders({})).message.orders).toMatchObject([{ waitingFor: { what: 'payment_provider' } }]);
  });

  it.each([id, '', 'nonsense'])('knows no order %j', async (unknown) => {
    expect(await failureOf(api.orders.getOrder({ id: unknown }))).toMatchObject({ code: 'NOT_FOUND', reason: 'ORDER_NOT_FOUND' });
  });
});

describe('ListOrders', () => {
  it('leads from page to page', async () => {
    for (const n of [1, 2, 3]) api.system.put({ id: `${id.slice(0, -1)}${n}` });
    const first = (await api.orders.listOrders({ customerId: 'c-1', limit: 2 })).message;
    const rest = (await api.orders.listOrders({ customerId: 'c-1', limit: 2, cursor: first.nextCursor ?? '' })).message;
    expect([...first.orders, ...rest.orders].map((order) => order.id.slice(-1))).toEqual(['3', '2', '1']);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('finds orders by their number, a SKU and metadata', async () => {
    const { orderNumber, items } = api.system.put({ id, metadata: { cart: 'c-1' } });
    api.system.put({ id: `${id.slice(0, -1)}2`, metadata: { cart: 'c-2' } });
    const wanted = { orderNumber, sku: items[0]?.sku ?? '', metadata: { cart: 'c-1' } };
    expect((await api.orders.listOrders(wanted)).message.orders.map((order) => order.id)).toEqual([id]);
    expect((await api.orders.listOrders({ ...wanted, metadata: { cart: 'c-3' } })).message.orders).toEqual([]);
  });

  it('refuses filters that mean nothing', async () => {
    const error = await failureOf(api.orders.listOrders({ status: 'DONE', limit: 101, createdAfter: 'yesterday' }));
    expect(error.violations.map(({ field }) => field).toSorted()).toEqual(['created_after', 'limit', 'status']);
    expect(await failureOf(api.orders.listOrders({ cursor: 'x' }))).toMatchObject({ reason: 'MALFORMED_REQUEST' });
  });
});

describe('CancelOrder', () => {
  it('answers with the cancelled order, and repeats that under its key', async () => {
    api.system.put({ id });
    const key = keyed();
    const first = await api.orders.cancelOrder({ id, reason: 'twice' }, key);
    expect(first.message.status).toBe('CANCELED');
    expect(api.system.cancels).toMatchObject([{ reason: 'twice', cause: { actor: 'api' } }]);
    expect((await api.orders.cancelOrder({ id, reason: 'twice' }, key)).metadata.get('idempotent-replayed')).toEqual(['true']);
  });

  it('says why it is too late, and says under its key that it said so before', async () => {
    api.system.put({ id, status: 'SHIPPED' });
    const key = keyed();
    const [first, second] = [await failureOf(api.orders.cancelOrder({ id }, key)), await failureOf(api.orders.cancelOrder({ id }, key))];
    expect(first).toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'CANCEL_TOO_LATE',
      message: whyTooLateToCancel('SHIPPED'),
    });
    expect([first, second].map(({ metadata }) => metadata.get('idempotent-replayed'))).toEqual([[], ['true']]);
  });
});

const PAID = {
  status: 'captured',
  authorisedCents: 3998,
  capturedCents: 3998,
  refundedCents: 0,
  writtenOffCents: 0,
  attempts: 1,
} as const;

describe('if-match and if-none-match', () => {
  const unmet = [{ 'if-match': '"3"' }, { 'if-match': 'W/"4"' }, { 'if-none-match': '"1", "4"' }, { 'if-none-match': '*' }];
  const effects = () => api.system.cancels.length + api.system.refundsStarted.length;
  const changes = {
    cancelOrder: (metadata: Record<string, string>) => api.orders.cancelOrder({ id }, { metadata }),
    refundOrder: (metadata: Record<string, string>) =>
      api.orders.refundOrder({ id, reason: 'x' }, { metadata: { 'idempotency-key': 'k', ...metadata } }),
  };

  it.each(Object.entries(changes).flatMap(([name, change]) => unmet.map((metadata) => [name, metadata, change] as const)))(
    'keep %s from having an effect when %j is not met',
    async (name, metadata, change) => {
      api.system.put({ id, version: 4, ...(name === 'refundOrder' && { status: 'DELIVERED', payment: PAID }) });
      expect(await failureOf(change(metadata))).toMatchObject({ code: 'ABORTED', reason: 'PRECONDITION_FAILED' });
      expect(effects()).toBe(0);
    },
  );

  it('let a change through that finds the order as it was read, and its repeat when the order has moved on', async () => {
    const { version } = api.system.put({ id, version: 4 });
    const metadata = { 'if-match': `"${version}"`, 'idempotency-key': 'k' };
    expect((await api.orders.cancelOrder({ id }, { metadata })).message.status).toBe('CANCELED');
    expect((await api.orders.cancelOrder({ id }, { metadata })).metadata.get('idempotent-replayed')).toEqual(['true']);
  });

  it('are refused where they are no entity tags, and hold for a read', async () => {
    api.system.put({ id, version: 4 });
    const malformed = await failureOf(api.orders.cancelOrder({ id }, { metadata: { 'if-match': '4' } }));
    expect(malformed).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'if-match' }] });
    expect(await failureOf(api.orders.getOrder({ id }, { metadata: { 'if-match': '"3"' } }))).toMatchObject({ code: 'ABORTED' });
    expect((await api.orders.getOrder({ id }, { metadata: { 'if-match': '"4"' } })).message.version).toBe(4n);
  });
});

describe('RefundOrder', () => {
  it('answers with the refund in the order', async () => {
    api.system.put({ id, status: 'COMPLETED', payment: PAID });
    const { message } = await api.orders.refundOrder({ id, amountCents: 500n, reason: 'scratched' }, keyed());
    expect(message.refunds).toMatchObject([{ status: 'succeeded', amountCents: 500n, reason: 'scratched' }]);
  });

  it('takes quantities of lines', async () => {
    api.system.put({ id, status: 'COMPLETED', payment: PAID });
    const { message } = await api.orders.refundOrder({ id, items: [{ lineId: 'line_1', quantity: 1 }], reason: 'scratched' }, keyed());
    expect(message.refunds[0]?.lines).toMatchObject([{ lineId: 'line_1', quantity: 1, amountCents: 1999n }]);
  });

  it('needs a key', async () => {
    api.system.put({ id, status: 'COMPLETED', payment: PAID });
    const error = await failureOf(api.orders.refundOrder({ id, reason: 'scratched' }));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'IDEMPOTENCY_KEY_REQUIRED' });
  });
});

describe('EditOrder', () => {
  it('answers with the order as changed, and needs if-match', async () => {
    const { payment } = api.system.put({ id });
    api.system.put({ id, status: 'CONFIRMED', payment: { ...payment, status: 'authorised', authorisedCents: 9999, attempts: 1 } });
    const edit = {
      id,
      items: [
        { lineId: 'line_1', quantity: 1 },
        { sku: 'B', quantity: 2, priceCents: 5n },
      ],
      adjustments: { adjustments: [{ type: 'shipping', amountCents: 500n }] },
    };
    expect(await failureOf(api.orders.editOrder(edit))).toMatchObject({ reason: 'PRECONDITION_REQUIRED' });
    const { message } = await api.orders.editOrder(edit, { metadata: { 'if-match': '"1"' } });
    expect(message).toMatchObject({ totalCents: 2509n, version: 2n, items: [{ quantity: 1 }, { lineId: 'line_1_1', sku: 'B' }] });
    expect(await failureOf(api.orders.editOrder(edit, { metadata: { 'if-match': '"1"' } }))).toMatchObject({ code: 'ABORTED' });
  });
});
