import type { EditedLine, OrderEdit } from '../domain/order-edit.ts';
import { SETUP_FUTURE_USAGES, type Address, type PaymentMethod } from '../domain/order.ts';
import { ADJUSTMENT_TYPES, type Adjustment } from '../domain/pricing.ts';
import type { EditRequest } from './messages.ts';
import { membersOf, readCallId, readCause, readText } from './read-messages.ts';

/** `{ callId, version, edit, cause }` of the update `editOrder`; undefined where anything of it cannot be read. */
export function readEditRequest(value: unknown): EditRequest | undefined {
  const { callId: call, version, edit: wanted, cause: given } = membersOf(value);
  const [callId, edit, cause] = [readCallId(call), readEdit(wanted), readCause(given)];
  if (callId === undefined || edit === undefined || cause === undefined || !isWhole(version)) return undefined;
  return { callId, version, edit, cause };
}

/** A member that is there has to be readable. */
function readEdit(value: unknown): OrderEdit | undefined {
  const { items, adjustments, shipTo, payment, totalCents, reason } = membersOf(value);
  const read = {
    ...(items !== undefined && { items: readAll(items, readLine) }),
    ...(adjustments !== undefined && { adjustments: readAll(adjustments, readAdjustment) }),
    ...(shipTo !== undefined && { shipTo: readAddress(shipTo) }),
    ...(payment !== undefined && { payment: readMethod(payment) }),
    ...(totalCents !== undefined && { totalCents: isWhole(totalCents) ? totalCents : undefined }),
    ...(reason !== undefined && { reason: readText(reason) }),
  };
  return Object.values(read).includes(undefined) ? undefined : read;
}

function readAll<T>(value: unknown, readOne: (value: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map(readOne).filter((each) => each !== undefined);
  return read.length === value.length ? read : undefined;
}

function readLine(value: unknown): EditedLine | undefined {
  const { lineId: named, sku: wanted, quantity, priceCents } = membersOf(value);
  const [lineId, sku] = [readText(named), readText(wanted)];
  if (!isWhole(quantity)) return undefined;
  if (lineId !== undefined) return { lineId, quantity };
  return sku !== undefined && quantity > 0 && isWhole(priceCents) ? { sku, quantity, priceCents } : undefined;
}

function readAdjustment(value: unknown): Adjustment | undefined {
  const { type: given, amountCents, lineId: named, description: text } = membersOf(value);
  const type = ADJUSTMENT_TYPES.find((known) => known === given);
  const [lineId, description] = [readText(named), readText(text)];
  if (!type || !Number.isSafeInteger(amountCents)) return undefined;
  return {
    type,
    amountCents: Number(amountCents),
    ...(lineId !== undefined && { lineId }),
    ...(description !== undefined && { description }),
  };
}

function readAddress(value: unknown): Address | undefined {
  const given = membersOf(value);
  const [name, line1, city, postalCode, country] = ['name', 'line1', 'city', 'postalCode', 'country'].map((member) =>
    readText(given[member]),
  );
  const line2 = readText(given['line2']);
  if (name === undefined || line1 === undefined || city === undefined || postalCode === undefined || country === undefined)
    return undefined;
  return { name, line1, ...(line2 !== undefined && { line2 }), city, postalCode, country };
}

function readMethod(value: unknown): PaymentMethod | undefined {
  const { token: given, customer: whose, setupFutureUsage: wanted } = membersOf(value);
  const [token, customer] = [readText(given), readText(whose)];
  const setupFutureUsage = SETUP_FUTURE_USAGES.find((known) => known === wanted);
  return token === undefined
    ? undefined
    : { token, ...(customer !== undefined && { customer }), ...(setupFutureUsage && { setupFutureUsage }) };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
