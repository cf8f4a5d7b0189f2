import { TRACKING_EVENTS, type TrackingEvent } from '../domain/shipment.ts';
import { HOLD_REASONS, type HoldRequest } from '../domain/hold.ts';
import { LONGEST_ACTOR, type Cause } from '../domain/order-event.ts';
import type { LineQuantity } from '../domain/order-quantities.ts';
import { isUnreadable } from './unreadable.ts';

/** A signal or an update may come from anybody at a Temporal CLI: what it holds is read, never trusted. */
type Unread = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 500;
const LONGEST_TRACE = 200;

export function membersOf(value: unknown): Unread {
  return typeof value === 'object' && value !== null && !isUnreadable(value) ? (value as Unread) : {};
}

/** Undefined for what is no id of a call. */
export function readCallId(value: unknown): string | undefined {
  return isTrace(value) ? value : undefined;
}

/** What PostgreSQL can store and people can read: at most 500 characters, none of them NUL or half of a pair. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\u0000', '') : undefined;
}

/** Undefined where it does not say who acts. */
export function readCause(value: unknown): Cause | undefined {
  const { actor, requestId, traceparent, tracestate } = membersOf(value);
  if (typeof actor !== 'string' || actor.length > LONGEST_ACTOR || !/^[\x20-\x7e]+$/.test(actor)) return undefined;
  return {
    actor,
    ...(isTrace(requestId) && { requestId }),
    ...(isTrace(traceparent) && { traceparent }),
    ...(isTracestate(tracestate) && { tracestate }),
  };
}

function isTrace(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TRACE && /^[\x21-\x7e]+$/.test(value);
}

function isTracestate(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT && /^[\t\x20-\x7e]+$/.test(value);
}

/** `{ reason?, cause }` of the update `cancel`; undefined where nobody is named who cancels. */
export function readCancel(value: unknown): { cause: Cause; reason?: string } | undefined {
  const { cause: given, reason } = membersOf(value);
  const cause = readCause(given);
  const text = readText(reason);
  return cause && { cause, ...(text !== undefined && { reason: text }) };
}

/** The same with `callId` and `items [{ lineId, quantity }]`, of the update `cancelLines`. */
export function readLineCancel(value: unknown): (CancelOfLines & { cause: Cause; reason?: string }) | undefined {
  const cancel = readCancel(value);
  const { callId, items } = membersOf(value);
  if (!cancel || !isTrace(callId) || !Array.isArray(items) || items.length === 0) return undefined;
  const read = items.map(readLineQuantity);
  const understood = read.filter((item) => item !== undefined);
  return understood.length === read.length ? { ...cancel, callId, items: understood } : undefined;
}

interface CancelOfLines {
  readonly callId: string;
  readonly items: readonly LineQuantity[];
}

function readLineQuantity(value: unknown): LineQuantity | undefined {
  const { lineId: named, quantity } = membersOf(value);
  const lineId = readText(named);
  return lineId !== undefined && Number.isSafeInteger(quantity) && Number(quantity) > 0
    ? { lineId, quantity: Number(quantity) }
    : undefined;
}

/** The one optional argument of the signal `cancelOrder`: a string or `{ reason }`. Undefined where it is neither. */
export function readReason(argument: unknown): string | undefined {
  return readText(argument) ?? readText(membersOf(argument)['reason']);
}

/** `{ choice, note?, cause?, callId? }` of the update `resolveAttention`. Without a cause a person has sent it from Temporal. */
export function readResolution(value: unknown): { callId?: string; choice: string; note?: string; cause: Cause } {
  const { callId, choice, note: given, cause } = membersOf(value);
  const note = readText(given);
  return {
    ...(isTrace(callId) && { callId }),
    choice: readText(choice) ?? '',
    ...(note !== undefined && { note }),
    cause: readCause(cause) ?? { actor: 'temporal' },
  };
}

/** `{ holdId, cause }` of the update `releaseHold`; undefined where it does not say which, or who releases it. */
export function readRelease(value: unknown): { holdId: string; cause: Cause } | undefined {
  const { holdId: named, cause: given } = membersOf(value);
  const [holdId, cause] = [readText(named), readCause(given)];
  return holdId !== undefined && cause ? { holdId, cause } : undefined;
}

/** The same with `hold { reason, note? }`, of the update `placeHold`. */
export function readPlacement(value: unknown): { holdId: string; cause: Cause; hold: HoldRequest } | undefined {
  const release = readRelease(value);
  const { reason: given, note: text } = membersOf(membersOf(value)['hold']);
  const reason = HOLD_REASONS.find((known) => known === given);
  const note = readText(text);
  return release && reason && { ...release, hold: { reason, ...(note !== undefined && { note }) } };
}

/** What the signal `trackingUpdated` tells of which shipment; undefined where it names none, or nothing that a parcel knows. */
export function readTracking(value: unknown): { shipmentId: string; event: TrackingEvent } | undefined {
  const { shipmentId: named, event: told } = membersOf(value);
  const shipmentId = readText(named);
  const event = TRACKING_EVENTS.find((known) => known === told);
  return shipmentId !== undefined && event ? { shipmentId, event } : undefined;
}
