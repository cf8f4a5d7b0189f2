import type { OrderSnapshot } from './order-snapshot.ts';

/** The top-level members of an order that a change altered, as they were and as they are; one that is not there is absent. */
export interface OrderDifference {
  readonly before: Partial<OrderSnapshot>;
  readonly after: Partial<OrderSnapshot>;
}

/** Every change alters these. */
const ALWAYS: ReadonlySet<string> = new Set(['version', 'updatedAt']);

/** Compares two states of one order; of an order that was not there before, everything is new. */
export function differenceOf(before: OrderSnapshot | undefined, after: OrderSnapshot): OrderDifference {
  const was: Record<string, unknown> = { ...before };
  const is: Record<string, unknown> = { ...after };
  const names = Object.keys({ ...was, ...is }).filter((name) => !ALWAYS.has(name) && !isSameJson(was[name], is[name]));
  const only = (members: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => name in members).map((name) => [name, members[name]]));
  return { before: only(was), after: only(is) };
}

/** Whether two JSON values are the same, whatever the order of their members. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSameJson(one[name], other[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
