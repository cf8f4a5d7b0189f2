import {
  context,
  createTraceState,
  isSpanContextValid,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type SpanKind,
} from '@opentelemetry/api';
import { DomainError } from '../domain/errors.ts';
import { toLoggedError } from './logged-error.ts';
import { currentContext } from './request-context.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** W3C Trace Context, as it goes over the wire and into what is stored. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

export interface SpanOptions {
  /** What it is a part of, in another process; without it the span continues what is active here. */
  readonly parent?: TraceContext | undefined;
  /** What it follows from without being a part of it: the span begins a trace of its own. */
  readonly link?: TraceContext | undefined;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** What follows within this time is a part of the trace that caused it. What comes later would make it a trace that never ends (ms). */
const SAME_TRACE_MS = 300_000;

/** How a span follows from what happened at a moment (ms since 1970): within minutes as a part of it, later as a trace linked to it. */
export function following(origin: TraceContext | undefined, at: number, now = Date.now()): Pick<SpanOptions, 'parent' | 'link'> {
  return now - at > SAME_TRACE_MS ? { link: origin } : { parent: origin };
}

/** Runs `work` inside a span that ends with it and records its failure. Without a collector it only runs `work`. */
export async function withSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind, attributes } = options;
  const { around, links } = originOf(options);
  const span = trace
    .getTracer('durable-orders')
    .startSpan(name, { links, ...(kind !== undefined && { kind }), ...(attributes && { attributes }) }, around);
  try {
    return await context.with(trace.setSpan(around, span), () => work(span));
  } catch (error) {
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** The same for a detail that is worth no trace of its own: outside a span that is recorded it only runs `work`. */
export function withInnerSpan<T>(
  name: () => string,
  options: () => Omit<SpanOptions, 'parent' | 'link'>,
  work: () => Promise<T>,
): Promise<T> {
  return trace.getActiveSpan()?.isRecording() ? withSpan(name(), options(), work) : work();
}

/** What whoever is called is to continue: the active span, else the request that is worked on; empty outside of both. */
export function currentTrace(): TraceContext {
  const active = activeSpanContext();
  if (!active) {
    const { traceparent, tracestate } = currentContext();
    return { ...(traceparent !== undefined && { traceparent }), ...(tracestate !== undefined && { tracestate }) };
  }
  const tracestate = active.traceState?.serialize();
  return { traceparent: formatTraceparent(active), ...(tracestate && { tracestate }) };
}

/** Names the active span, where it is kept: what a metric's exemplar leads to. */
export function sampledSpan(): { trace_id: string; span_id: string } | undefined {
  const active = trace.getActiveSpan();
  if (!active?.isRecording()) return undefined;
  const { traceId, spanId, traceFlags } = active.spanContext();
  return (traceFlags & TraceFlags.SAMPLED) === 0 ? undefined : { trace_id: traceId, span_id: spanId };
}

/** Whether what is done here belongs to another trace than this one. */
export function isOtherTrace({ traceparent }: TraceContext): boolean {
  const origin = parseTraceparent(traceparent);
  return origin !== undefined && origin.traceId !== parseTraceparent(currentTrace().traceparent)?.traceId;
}

/** How log lines name the trace; without tracing it is the one that the request came with, or was given. */
export function currentSpanIds(): { trace_id?: string; span_id?: string } {
  const ids = activeSpanContext() ?? parseTraceparent(currentContext().traceparent);
  return ids ? { trace_id: ids.traceId, span_id: ids.spanId } : {};
}

/** For a request of ours: its receiver logs and traces the work under the same names. */
export function tracingHeaders(): Record<string, string> {
  const { traceparent, tracestate } = currentTrace();
  const { requestId } = currentContext();
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
    ...(requestId !== undefined && { 'x-request-id': requestId }),
  };
}

function activeSpanContext(): SpanContext | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  return active && isSpanContextValid(active) ? active : undefined;
}

function originOf({ parent, link }: SpanOptions): { around: Context; links: { context: SpanContext }[] } {
  const linked = toSpanContext(link);
  const remote = toSpanContext(parent);
  const active = context.active();
  if (linked) return { around: trace.deleteSpan(active), links: [{ context: linked }] };
  return { around: remote ? trace.setSpanContext(active, remote) : active, links: [] };
}

function toSpanContext({ traceparent, tracestate }: TraceContext = {}): SpanContext | undefined {
  const parsed = parseTraceparent(traceparent);
  return parsed && { ...parsed, ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }) };
}

/** A no that was to be expected, such as a declined payment, is no error of the span. */
function recordFailure(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { type, ...rest } = toLoggedError(error);
  span.recordException({ name: type, ...rest });
  if (!(error instanceof DomainError)) span.setStatus({ code: SpanStatusCode.ERROR });
}
