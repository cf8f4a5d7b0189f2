import { randomBytes } from 'node:crypto';
import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';

/**
 * W3C Trace Context, version 00; a later version may carry more fields after a further dash. `@opentelemetry/core` reads the same,
 * but takes 12 MB of each process to load, also of one that records nothing.
 */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(text ?? '') ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`;
}

/** A new trace, marked as sampled, so that whoever does record further down keeps it whole. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

const KEY = '[a-z0-9][a-z0-9_*/@-]{0,255}';
const VALUE = '[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{1,256}';
const MEMBER = `[ \\t]*(?:${KEY}=${VALUE})?`;
const TRACESTATE = new RegExp(`^${MEMBER}(?:,${MEMBER}){0,31}$`);
const LONGEST_TRACESTATE = 512;

/** What tracers on the way have added to a trace: it belongs to its traceparent, and is handed on as it came or not at all. */
export function readTracestate(text: string | undefined, traceparent: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '' || text.length > LONGEST_TRACESTATE || !TRACESTATE.test(text)) return undefined;
  return parseTraceparent(traceparent) && text;
}
