import { randomUUID } from 'node:crypto';
import { INVALID_SPAN_CONTEXT, isSpanContextValid, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { runInContext } from './request-context.ts';
import { withSpan } from './spans.ts';
import { formatTraceparent, newTraceparent, readTracestate } from './traceparent.ts';

const SAFE_REQUEST_ID = /^[A-Za-z0-9._~:@/+=-]{1,128}$/;

interface IncomingCall {
  /** Of its span; a call without one is not traced. */
  readonly name: string | undefined;
  /** What the caller sent as X-Request-ID, traceparent and tracestate, if anything. */
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  readonly attributes: Attributes;
}

/** The names under which a call is found again; its caller is told them. */
export interface CallNames {
  readonly requestId: string;
  readonly traceparent: string;
}

/** Runs a call in its context and span, under the names that its caller sent, or new ones. */
export function inCallContext<T>(
  { name, requestId: given = '', traceparent: parent, tracestate: state, attributes }: IncomingCall,
  work: (names: CallNames, span: Span) => Promise<T>,
): Promise<T> {
  const tracestate = readTracestate(state, parent);
  const requestId = SAFE_REQUEST_ID.test(given) ? given : randomUUID();
  const inContext = (span: Span) => {
    const context = span.spanContext();
    const traceparent = isSpanContextValid(context) ? formatTraceparent(context) : newTraceparent();
    return runInContext({ requestId, traceparent, ...(tracestate !== undefined && { tracestate }) }, () =>
      work({ requestId, traceparent }, span),
    );
  };
  if (name === undefined) return inContext(trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  return withSpan(name, { parent: { traceparent: parent, tracestate }, kind: SpanKind.SERVER, attributes }, inContext);
}

interface HttpAnswer {
  readonly method: string;
  /** The pattern, not the path; undefined where none fits. */
  readonly route: string | undefined;
  readonly status: number;
}

/** Names the span of an HTTP request, and says what became of it, as OpenTelemetry's conventions have it. */
export function describeAnswer(span: Span, { method, route, status }: HttpAnswer): void {
  if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
