import { context, isSpanContextValid, SpanStatusCode, trace, type Attributes, type Span, type SpanKind } from '@opentelemetry/api';
import type { ProcessName } from './logger.ts';
import { currentContext } from './request-context.ts';
import { formatTraceparent, newTraceparent, parseTraceparent } from './traceparent.ts';

/** Sends traces to a collector; without an endpoint nothing is loaded or recorded. Returns what flushes and stops it. */
export async function startTelemetry(name: ProcessName, otlpEndpoint: string | undefined): Promise<() => Promise<void>> {
  if (otlpEndpoint === undefined) return async () => {};
  const [{ NodeSDK }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const sdk = new NodeSDK({
    serviceName: `durable-orders-${name}`,
    traceExporter: new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces` }),
    // Metrics are Prometheus', logs are pino's: without these the SDK would export both to the default collector.
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  // A collector that is away must not hold up the end of the process.
  return () => sdk.shutdown().catch(() => {});
}

export interface SpanOptions {
  /** The remote parent; without it the span continues what is active here. */
  readonly traceparent?: string | undefined;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** Runs `work` inside a span that ends with it and records its failure. Without a collector it only runs `work`. */
export async function withSpan<T>(
  name: string,
  { traceparent, kind, attributes }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const remote = parseTraceparent(traceparent);
  const parent = remote ? trace.setSpanContext(context.active(), remote) : context.active();
  const options = { ...(kind !== undefined && { kind }), ...(attributes && { attributes }) };
  const span = trace.getTracer('durable-orders').startSpan(name, options, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** The traceparent to hand on: of the active span, else of the request being worked on, else a new one. */
export function currentTraceparent(): string {
  const active = trace.getActiveSpan()?.spanContext();
  if (active && isSpanContextValid(active)) return formatTraceparent(active);
  return currentContext().traceparent ?? newTraceparent();
}
