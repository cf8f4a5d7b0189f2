import { trace } from '@opentelemetry/api';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { currentTrace, type TraceContext } from '../../platform/spans.ts';
import { TRACE_HEADER } from '../../workflows/messages.ts';

/** No codec sees a header: it holds ids and a time, and nothing of who or what. */
interface TraceHeader extends TraceContext {
  /** When it was sent (ms since 1970). */
  readonly at: number;
}

/** Adds what is traced here, sampled or not; without tracing nothing. */
export function withTraceHeader(headers: Headers): Headers {
  if (!trace.getActiveSpan()) return headers;
  const header: TraceHeader = { ...currentTrace(), at: Date.now() };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(header) };
}

/** Undefined where there is none, or none that can be read: anybody may have sent it. */
export function readTraceHeader({ [TRACE_HEADER]: payload }: Headers): TraceHeader | undefined {
  if (!payload) return undefined;
  try {
    const { traceparent, tracestate, at } = Object(defaultPayloadConverter.fromPayload(payload)) as Record<keyof TraceHeader, unknown>;
    if (typeof traceparent !== 'string') return undefined;
    return { traceparent, ...(typeof tracestate === 'string' && { tracestate }), at: Number(at) };
  } catch {
    return undefined;
  }
}
