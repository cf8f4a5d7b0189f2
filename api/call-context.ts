import { randomUUID } from 'node:crypto';
import { isSpanContextValid, SpanKind, type Attributes, type Span } from '@opentelemetry/api';
import { runInContext } from '../platform/request-context.ts';
import { withSpan } from '../platform/spans.ts';
import { formatTraceparent, newTraceparent, readTracestate } from '../platform/traceparent.ts';

const SAFE_REQUEST_ID = /^[A-Za-z0-9._~:@/+=-]{1,128}$/;

interface IncomingCall {
  /** Of its span. */
  readonly name: string;
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
  return withSpan(name, { parent: { traceparent: parent, tracestate }, kind: SpanKind.SERVER, attributes }, (span) => {
    const context = span.spanContext();
    const traceparent = isSpanContextValid(context) ? formatTraceparent(context) : newTraceparent();
    return runInContext({ requestId, traceparent, ...(tracestate !== undefined && { tracestate }) }, () =>
      work({ requestId, traceparent }, span),
    );
  });
}
