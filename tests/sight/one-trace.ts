import type { OrdersApi } from '../../clients/orders-api.ts';
import { demoSku } from '../../deploy/local/demo.ts';
import { poll } from '../../platform/poll.ts';
import type { Jaeger, JaegerSpan, Trace } from '../../tools/sight/jaeger.ts';

/** Services batch what they export, and send it each in its own time (ms). */
const SHOWN_WITHIN_MS = 30_000;

/** Orders something under a trace of ours, and waits until Jaeger has what all services did in it. */
export async function traceOfOneOrder(api: OrdersApi, jaeger: Jaeger, services: readonly string[]): Promise<Trace> {
  const traceId = crypto.randomUUID().replaceAll('-', '');
  const order = { customerId: 'cust_1', items: [{ sku: demoSku, quantity: 1, priceCents: 1999 }] };
  const caller = traceId.slice(0, 16);
  const traceparent = `00-${traceId}-${caller}-01`;
  await api.submit(order, { prefer: 'wait=30', traceparent });
  return poll({ what: `Jaeger lacks spans of trace ${traceId}`, withinMs: SHOWN_WITHIN_MS }, async () => {
    const trace = await jaeger.trace(traceId);
    const seen = new Set(Object.values(trace?.processes ?? {}).map(({ serviceName }) => serviceName));
    const missing = services.filter((service) => !seen.has(service));
    if (trace === undefined || missing.length > 0) throw new Error(`none of ${missing.join(', ')}`);
    const orphans = orphansOf(trace, caller);
    if (orphans.length > 0) throw new Error(`the parents of ${orphans.join(', ')}`);
    return trace;
  });
}

/** What was called by a span that is not there. */
function orphansOf({ spans }: Trace, caller: string): string[] {
  const ids = new Set([caller, ...spans.map(({ spanID }) => spanID)]);
  const hasParent = ({ references }: JaegerSpan) => references.every(({ refType, spanID }) => refType !== 'CHILD_OF' || ids.has(spanID));
  return spans.filter((span) => !hasParent(span)).map(({ operationName }) => operationName);
}
