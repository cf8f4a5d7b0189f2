import type { OrdersApi } from '../../clients/orders-api.ts';
import { demoSku } from '../../deploy/local/demo.ts';
import { poll } from '../../platform/poll.ts';
import type { Jaeger, Trace } from '../../tools/sight/jaeger.ts';

/** Services batch what they export, and the relay is the last to add to a trace (ms). */
const SHOWN_WITHIN_MS = 30_000;

/** Orders something under a trace of ours, and waits until Jaeger has what all services did in it. */
export async function traceOfOneOrder(api: OrdersApi, jaeger: Jaeger, services: readonly string[]): Promise<Trace> {
  const traceId = crypto.randomUUID().replaceAll('-', '');
  const order = { customerId: 'cust_1', items: [{ sku: demoSku, quantity: 1, priceCents: 1999 }] };
  const traceparent = `00-${traceId}-${traceId.slice(0, 16)}-01`;
  await api.submit(order, { prefer: 'wait=30', traceparent });
  return poll({ what: `Jaeger lacks spans of trace ${traceId}`, withinMs: SHOWN_WITHIN_MS }, async () => {
    const trace = await jaeger.trace(traceId);
    const seen = new Set(Object.values(trace?.processes ?? {}).map(({ serviceName }) => serviceName));
    const missing = services.filter((service) => !seen.has(service));
    if (trace === undefined || missing.length > 0) throw new Error(`none of ${missing.join(', ')}`);
    return trace;
  });
}
