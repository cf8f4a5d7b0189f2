import {
  context,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { createdOrder, type Order } from '../../../../domain/order.ts';
import { createLogger } from '../../../../platform/logger.ts';
import { observeGrpcCall } from '../../../../platform/metrics/calls.ts';
import type { MetricsFormat } from '../../../../platform/metrics/format.ts';
import { observeProgress } from '../../../../platform/metrics/order-progress.ts';
import { tellRecorded } from '../../../../platform/metrics/orders.ts';
import { createMetricsPage } from '../../../../platform/metrics/page.ts';
import { observePartnerCall, setCircuit } from '../../../../platform/metrics/partners.ts';
import { countRepair, setFindings } from '../../../../platform/metrics/reconciler.ts';
import { observeRequest } from '../../../../platform/metrics/requests.ts';
import { runInContext } from '../../../../platform/request-context.ts';
import { openMetricsFaults } from '../../../support/open-metrics.ts';
import { request } from '../../../support/orders.ts';

const log = createLogger('worker', 'silent');
const page = createMetricsPage(log);
/** The lines of one metric. */
const shown = async (name: string, format: MetricsFormat = 'prometheus') =>
  (await page(format)).split('\n').filter((line) => line.startsWith(name));

const AT = '2026-11-29T12:00:00.000Z';
const order = (over: Partial<Order> = {}): Order => ({
  ...createdOrder('00000000-0000-4000-8000-000000000001', request({ currency: 'EUR' }), AT),
  ...over,
});
const after = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();

describe('of orders', () => {
  it('counts each move to a status that it is told of, from 0 those that are its own', async () => {
    const tell = tellRecorded(log, ['CREATED', 'REJECTED']);
    tell(order(), undefined);
    tell(order({ status: 'CONFIRMED' }), order());
    tell(order({ status: 'CONFIRMED', version: 3 }), order({ status: 'CONFIRMED' }));
    expect((await shown('orders_status_changes_total')).toSorted()).toEqual([
      'orders_status_changes_total{to="CONFIRMED"} 1',
      'orders_status_changes_total{to="CREATED"} 1',
      'orders_status_changes_total{to="REJECTED"} 0',
    ]);
  });

  it('observes how long they took to CONFIRMED and to COMPLETED, without those that waited for their customer', async () => {
    const [confirmed] = await shown('orders_time_to_confirmed_seconds_count');
    const waiting = order({ payment: { ...order().payment, status: 'requires_action' } });
    observeProgress(order({ status: 'CONFIRMED', updatedAt: after(9000) }), waiting);
    expect(await shown('orders_time_to_confirmed_seconds_count')).toEqual([confirmed]);
    observeProgress(order({ status: 'CONFIRMED', updatedAt: after(7) }), order());
    expect(await shown('orders_time_to_confirmed_seconds_sum')).toEqual(['orders_time_to_confirmed_seconds_sum 7']);
    observeProgress(order({ status: 'COMPLETED', updatedAt: after(70) }), order({ status: 'DELIVERED' }));
    expect(await shown('orders_time_to_completed_seconds_bucket{le="600"}')).toEqual([
      'orders_time_to_completed_seconds_bucket{le="600"} 1',
    ]);
  });

  it('adds up what is authorised, captured and refunded, by currency', async () => {
    const paid = (authorisedCents: number, capturedCents: number, refundedCents: number) =>
      order({ payment: { ...order().payment, authorisedCents, capturedCents, refundedCents } });
    observeProgress(paid(3998, 0, 0), paid(0, 0, 0));
    observeProgress(paid(3998, 3998, 0), paid(3998, 0, 0));
    observeProgress(paid(3998, 3998, 500), paid(3998, 3998, 0));
    observeProgress(paid(0, 3998, 700), paid(3998, 3998, 500));
    expect(await shown('payments_')).toEqual([
      'payments_authorised_minor_units_total{currency="EUR"} 3998',
      'payments_captured_minor_units_total{currency="EUR"} 3998',
      'payments_refunded_minor_units_total{currency="EUR"} 700',
    ]);
  });
});

describe('of requests', () => {
  it('has one series for all methods that nobody knows, whatever callers make up', async () => {
    for (const method of ['GET', 'BREW', 'get', 'x'.repeat(1000)]) observeRequest({ method, route: '/r', status: 501 }, 0.1);
    expect(await shown('http_request_duration_seconds_count')).toEqual([
      'http_request_duration_seconds_count{method="GET",route="/r",status="501"} 1',
      'http_request_duration_seconds_count{method="_OTHER",route="/r",status="501"} 3',
    ]);
  });

  it('keeps those apart that asked to wait: how long they take says nothing', async () => {
    runInContext({ waitSeconds: 30 }, () => {
      observeRequest({ method: 'POST', route: '/orders', status: 201 }, 29);
      observeGrpcCall({ method: 'orders.v1.Orders/CreateOrder', code: 'OK' }, 29);
    });
    expect(await page('prometheus')).toMatch(/route="\/orders \(wait\)",status="201"[^]*method="orders.v1.Orders\/CreateOrder \(wait\)"/);
  });

  it('leads by an exemplar to a sampled trace, in OpenMetrics', async () => {
    const span = (traceFlags: TraceFlags) =>
      trace.setSpan(ROOT_CONTEXT, recording({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags }));
    observeWithin(span(TraceFlags.NONE), () => observeRequest({ method: 'GET', route: '/not', status: 200 }, 0.3));
    observeWithin(span(TraceFlags.SAMPLED), () => observeRequest({ method: 'GET', route: '/sampled', status: 200 }, 0.3));
    const exemplars = (await shown('http_request_duration_seconds_bucket', 'openmetrics')).filter((line) => line.includes(' # '));
    expect(exemplars).toEqual([
      expect.stringMatching(/^.*le="0.5",.*route="\/sampled".* 1 # \{trace_id="a{32}",span_id="b{16}"\} 0.3 \d+(\.\d+)?$/),
    ]);
    expect(await page('prometheus')).not.toContain('trace_id');
    expect(openMetricsFaults(await page('openmetrics'))).toEqual([]);
  });
});

/** A span as a process with tracing has it. */
function recording(of: SpanContext): Span {
  return Object.assign(trace.wrapSpanContext(of), { isRecording: () => true });
}

/** Does in one context what a process with tracing does in that of its spans. */
function observeWithin(active: Context, work: () => void): void {
  const manager: ContextManager = { active: () => active, with: unused, bind: unused, enable: unused, disable: () => manager };
  context.setGlobalContextManager(manager);
  work();
  context.disable();
}
function unused(): never {
  throw new Error('not needed here');
}

describe('of the reconciler', () => {
  it('tells what the last round found and when it was, and forgets the former when no other round comes by', async () => {
    expect(await shown('reconciler_last_round')).toEqual([]);
    countRepair('workflow_restarted');
    setFindings({ unknown_payment: 2, unsent_event: 0 }, 60_000);
    setFindings({ unknown_payment: 1, unsent_event: 0 }, 60_000);
    expect(await shown('reconciler_')).toEqual([
      'reconciler_repairs_total{kind="workflow_restarted"} 1',
      'reconciler_findings{kind="unknown_payment"} 1',
      'reconciler_findings{kind="unsent_event"} 0',
      expect.stringMatching(/^reconciler_last_round_timestamp_seconds 1\d{9}$/),
    ]);
    setFindings({ unknown_payment: 1 }, -1);
    expect(await shown('reconciler_findings')).toEqual([]);
  });
});

describe('of partners', () => {
  const book = { partner: 'carrier', operation: 'book' };

  it('tells how long calls take, by outcome, and whether a circuit is open', async () => {
    observePartnerCall({ ...book, outcome: 'ok', seconds: 0.2 });
    expect(await shown('circuit_open')).toEqual(['circuit_open{partner="carrier",operation="book"} 0']);
    setCircuit(book, true);
    observePartnerCall({ ...book, outcome: 'failed', seconds: 5 });
    expect(await shown('circuit_open')).toEqual(['circuit_open{partner="carrier",operation="book"} 1']);
    setCircuit(book, false);
    expect(await shown('circuit_open')).toEqual(['circuit_open{partner="carrier",operation="book"} 0']);
    expect(await shown('partner_call_duration_seconds_count')).toEqual([
      'partner_call_duration_seconds_count{partner="carrier",operation="book",outcome="ok"} 1',
      'partner_call_duration_seconds_count{partner="carrier",operation="book",outcome="failed"} 1',
    ]);
  });
});
