import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect, type Msg } from '@nats-io/transport-node';
import { createOrdersClient } from '../../clients/grpc/orders-client.ts';
import type { WebhookEndpoint } from '../../domain/webhook.ts';
import { eventually } from '../../platform/poll.ts';
import { call, eventsOf, newSku, orderFor, setting, submit, untilEnd, untilStatus } from '../support/api-client.ts';
import { lookAt, ordersOf } from '../support/customer-runbook.ts';
import { startOtlpCollector, type ExportedSpan } from '../support/otlp-collector.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const collector = await startOtlpCollector();
afterAll(() => collector.close());
useOwnSystem({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200', LOG_LEVEL: 'debug' });

const traceId = '0af7651916cd43dd8448eb211c80319c';
const cancelTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const from = (trace: string, requestId: string) => ({
  traceparent: `00-${trace}-b7ad6b7169203331-01`,
  tracestate: 'vendor=1',
  'x-request-id': requestId,
});

const REQUEST = /^api (POST \/|orders\.v1)/;
const spansOf = (trace: string) => collector.spans.filter((span) => span.traceId === trace);
const named = (spans: readonly ExportedSpan[], name: string) => spans.filter((span) => span.name === name);

/** From a span up to the first of its trace that we made: `process name`, each. */
function wayTo(span: ExportedSpan | undefined): string[] {
  if (!span) return [];
  const above = collector.spans.find(({ spanId }) => spanId === span.parentId);
  return [...wayTo(above), `${span.service.replace('durable-orders-', '')} ${span.name}`];
}

const waysIn = (trace: string) => spansOf(trace).map((span) => wayTo(span).join(' > '));
/** Spans come in batches, and the first of a trace among the last: the trace is whole once every way begins at the request. */
const untilTraced = (trace: string, last: string) =>
  eventually(
    async () => spansOf(trace),
    (spans) => named(spans, last).length > 0 && spans.every((span) => REQUEST.test(wayTo(span)[0] ?? '')),
  );

describe('an order, from the click to the event', () => {
  let orderId: string;
  const messages: Msg[] = [];
  beforeAll(async () => {
    const nats = await connect({ servers: setting('TEST_NATS_URL') });
    nats.subscribe('orders.>', { callback: (_error, message) => void messages.push(message) });
    const { status, headers, body } = await submit(orderFor(await newSku(5)), from(traceId, 'req-click'));
    expect([status, headers.get('traceparent')?.slice(3, 35)]).toEqual([201, traceId]);
    orderId = body.id;
    await untilEnd(orderId);
    await untilTraced(traceId, 'publish orders.completed');
    await nats.close();
  });

  const WRITE = 'INSERT orders INSERT order_events INSERT outbox SELECT orders';
  const RECORD = 'UPDATE orders SELECT order_events INSERT order_events INSERT outbox';
  const HELD = 'SELECT reservations SELECT stock INSERT reservations UPDATE stock';
  const LEFT = 'SELECT stock SELECT reservations UPDATE reservations UPDATE stock';
  it.each([
    `api ${WRITE}`,
    `api StartWorkflow:processOrder > worker RunActivity:createOrder > worker ${WRITE}`,
    `api StartWorkflow:processOrder > worker RunActivity:* > worker ${HELD}`,
    'api StartWorkflow:processOrder > worker RunActivity:* > worker payment provider authorise > partners POST /payments/ > partners INSERT payments',
    `api StartWorkflow:processOrder > worker RunActivity:* > worker ${RECORD}`,
    'api StartWorkflow:processOrder > worker RunActivity:* > relay publish orders.confirmed',
    'api StartWorkflow:processOrder > worker RunActivity:* > worker carrier book > partners POST /shipments/ > partners INSERT shipments',
    `api StartWorkflow:processOrder > worker RunActivity:recordPickUp > worker ${LEFT}`,
    'api StartWorkflow:processOrder > worker RunActivity:recordPickUp > worker payment provider capture > partners POST /payments/:reference/capture > partners UPDATE payments',
    'api StartWorkflow:processOrder > worker RunActivity:recordDelivery > relay publish orders.completed',
  ])('is one trace: POST /orders > %s', (way) => {
    // Which step calls whom is the workflow's affair.
    const steps = waysIn(traceId).map((found) => (way.includes('*') ? found.replace(/RunActivity:\w+/, 'RunActivity:*') : found));
    expect(steps).toContain(`api POST /orders > ${way}`);
  });

  it('is written by whoever comes first, and sent as a part of that', () => {
    expect(waysIn(traceId).filter((way) => way.endsWith('publish orders.created'))).toHaveLength(1);
  });

  it('has every span within one trace, each once, and says whose it is', async () => {
    const spans = spansOf(traceId);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(spans.filter((span) => !wayTo(span)[0]?.startsWith('api POST /orders'))).toEqual([]);
    for (const span of spans.filter(({ name }) => name.startsWith('RunActivity:'))) {
      expect(span.attributes).toMatchObject({ 'order.id': orderId, temporalWorkflowID: `order-${orderId}` });
      expect(collector.spans.filter(({ name, attributes }) => name === span.name && attributes['order.id'] === orderId)).toHaveLength(1);
    }
    expect(spans.map(({ status }) => status)).not.toContain(2);
  });

  it('goes on in its events, and in the messages of the stream', async () => {
    for (const { type, traceparent, tracestate } of await eventsOf(orderId)) {
      const ours = messages.find(({ subject, headers }) => subject === type && headers?.get('ce-subject') === orderId);
      const step = spansOf(traceId).find(({ spanId }) => spanId === traceparent?.split('-')[2]);
      expect([step?.name, tracestate]).toEqual([expect.stringMatching(/^RunActivity:|^POST \/orders$/), 'vendor=1']);
      expect(ours?.headers?.get('ce-traceparent')).toBe(traceparent);
      const [sent] = named(spansOf(traceId), `publish ${type}`);
      expect(ours?.headers?.get('traceparent')).toBe(`00-${traceId}-${sent?.spanId}-01`);
    }
  });

  it('reaches the workflow again by a signal, in the trace of the webhook that brought it', () => {
    const signals = named(collector.spans, 'SignalWorkflow:trackingUpdated').filter(
      ({ attributes }) => attributes['temporalWorkflowID'] === `order-${orderId}`,
    );
    expect(signals.map(wayTo)).toContainEqual([
      'partners webhook /webhooks/carrier',
      'api POST /webhooks/carrier',
      'api SignalWorkflow:trackingUpdated',
    ]);
  });

  it('says in every log line which request, order, run and trace it belongs to', () => {
    const told = ['api', 'worker', 'relay', 'partners'].flatMap((service) =>
      linesOf(service).filter((line) => /req-click/.test(line) || line.includes(orderId)),
    );
    const lines = told.map((line) => JSON.parse(line) as Record<string, string>);
    expect(new Set(lines.map(({ process }) => process))).toEqual(new Set(['api', 'worker', 'partners']));
    for (const line of lines) {
      expect(line).toMatchObject({
        requestId: expect.any(String),
        orderId,
        trace_id: expect.stringMatching(/^[\da-f]{32}$/),
        span_id: expect.stringMatching(/^[\da-f]{16}$/),
        ...(line['process'] !== 'partners' && { workflowId: `order-${orderId}` }),
        ...(line['process'] === 'worker' && { runId: expect.stringMatching(/^[\da-f-]{36}$/) }),
      });
    }
    for (const { requestId, trace_id: trace } of lines.filter(({ process }) => process === 'worker' || process === 'partners'))
      expect([requestId, trace]).toEqual(['req-click', traceId]);
    const accepted = lines.find(({ process, msg, method }) => process === 'api' && msg === 'request' && method === 'POST');
    expect(accepted).toMatchObject({ requestId: 'req-click', runId: expect.stringMatching(/^[\da-f-]{36}$/) });
  });
});

it('a cancel is a trace of its own, from the request through the update to the undos', async () => {
  const { body } = await submit(orderFor(await newSku(5)), from('1'.repeat(32), 'req-order'));
  await untilStatus(body.id, 'CONFIRMED', 'FULFILLING');
  expect((await call('POST', `/orders/${body.id}/cancel`, {}, from(cancelTraceId, 'req-cancel'))).status).toBe(200);
  await untilTraced(cancelTraceId, 'publish orders.canceled');
  const UPDATED = 'api POST /orders/{id}/cancel > api StartWorkflowUpdate:cancel';
  expect(waysIn(cancelTraceId)).toEqual(
    expect.arrayContaining([
      `${UPDATED} > worker RunActivity:beginCanceling > relay publish orders.canceling`,
      expect.stringMatching(/StartWorkflowUpdate:cancel > worker RunActivity:beginCanceling > worker SELECT .*reservations/),
      expect.stringMatching(
        /^api POST \/orders\/\{id\}\/cancel > api StartWorkflowUpdate:cancel > worker RunActivity:beginCanceling > worker payment provider void/,
      ),
      `${UPDATED} > worker RunActivity:beginCanceling > relay publish orders.canceled`,
    ]),
  );
});

it('orders and refunds over gRPC are traces, too', async () => {
  const [orderTrace, refundTrace] = ['2'.repeat(32), '3'.repeat(32)];
  const orders = createOrdersClient(setting('TEST_GRPC_ADDRESS'));
  const goods = { customerId: 'cust_e2e', items: [{ sku: await newSku(5), quantity: 1, priceCents: 1999n }] };
  const { message } = await orders.createOrder(goods, { metadata: from(orderTrace, 'req-grpc') });
  await untilEnd(message.id);
  const refund = { id: message.id, amountCents: 500n, reason: 'scratched' };
  await orders.refundOrder(refund, { metadata: { 'idempotency-key': 'refund-1', ...from(refundTrace, 'req-refund') } });
  await untilTraced(orderTrace, 'publish orders.completed');
  await untilTraced(refundTrace, 'publish orders.refunded');
  orders.close();
  expect(waysIn(orderTrace)).toContain(
    'api orders.v1.Orders/CreateOrder > api StartWorkflow:processOrder > worker RunActivity:recordDelivery > relay publish orders.completed',
  );
  const SENT = 'api orders.v1.Orders/RefundOrder > api StartWorkflow:refundOrder > worker RunActivity:sendRefund';
  expect(waysIn(refundTrace)).toContain(`${SENT} > worker payment provider refund > partners POST /payments/:reference/refunds`);
});

it('a webhook goes out as a part of the trace of its event, and its receiver can go on with it', async () => {
  const noteTrace = '5'.repeat(32);
  const shop = await startWebhookReceiver();
  const made = await call<WebhookEndpoint>('POST', '/webhook-endpoints', { url: shop.url, eventTypes: ['orders.note_added'] });
  const { body } = await submit(orderFor(await newSku(5)));
  await call('POST', `/orders/${body.id}/notes`, { text: 'a note' }, from(noteTrace, 'req-note'));
  await untilTraced(noteTrace, 'deliver orders.note_added');
  expect(waysIn(noteTrace)).toContain('api POST /orders/{id}/notes > webhooks deliver orders.note_added');
  const [sent] = named(spansOf(noteTrace), 'deliver orders.note_added');
  expect(shop.taken.map(({ headers }) => headers['traceparent'])).toEqual([`00-${noteTrace}-${sent?.spanId}-01`]);
  await call('DELETE', `/webhook-endpoints/${made.body.endpointId}`);
  await shop.close();
});

it('what docs/operating.md types from a customer on ends at the line that says why an order waits', async () => {
  const [customerId, waitTrace] = ['cust_waits', '6'.repeat(32)];
  const order = orderFor(await newSku(5), { customerId, payment: { token: 'tok_unavailable_20s' } });
  const { body } = await submit(order, from(waitTrace, 'req-wait'));
  await eventually(
    async () => linesOf('worker').filter((line) => line.includes(body.id)),
    (lines) => lines.some((line) => line.includes('will be tried again')),
  );
  expect((await ordersOf(customerId)).map(({ id }) => id)).toEqual([body.id]);
  const printed = await lookAt(body.id, customerId, /#1 +orders\.created/);
  expect(printed).toContain(`order-${body.id}`);
  const lines = printed.split('\n').filter((line) => line.startsWith('["'));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual([
    expect.any(String),
    'worker',
    'req-wait',
    waitTrace,
    'authorisePayment',
    'activity failed and will be tried again',
    expect.stringContaining('payment provider'),
  ]);
});

it('probes are no traces', async () => {
  for (const url of ['TEST_API_URL', 'TEST_PARTNERS_URL']) await fetch(`${setting(url)}/readyz`);
  expect(collector.spans.filter(({ name }) => /readyz|healthz|metrics/.test(name))).toEqual([]);
});

function linesOf(service: string): string[] {
  return readFileSync(path.join(setting('TEST_DATA_DIR'), 'logs', `${service}.log`), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'));
}
