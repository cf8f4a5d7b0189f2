import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../../../domain/order.ts';
import { unitsKept } from '../../../domain/order-quantities.ts';
import { cancelRuleOf } from '../../../domain/order-status.ts';
import { mustRepeat } from '../integrator.ts';
import type { CallName, Told } from '../record.ts';
import type { Evidence, Heard, History, ParcelRow, Violation } from './evidence.ts';
import { untruthOfChange } from './edit-truth.ts';
import { untruthOfReturn } from './return-truth.ts';

/** Every order that anybody was shown was so, at that version. */
export function* shownAsItWas({ tolds, histories }: Evidence): Generator<Violation> {
  const known = new Map(histories.map((history) => [history.id, history]));
  for (const { script, call, order } of tolds) {
    if (!order || order.version === 0) continue;
    const then = known.get(order.id)?.events.find(({ sequence }) => sequence === order.version)?.order;
    if (then && isDeepStrictEqual(shown(then), shown(order))) continue;
    const says = then ? `was ${JSON.stringify(shown(then))}` : 'never was';
    yield {
      check: 'what is shown is so',
      script,
      orderId: order.id,
      says: `${call} showed ${JSON.stringify(shown(order))}; version ${order.version} ${says}`,
    };
  }
}

function shown({ status, items, totalCents, payment, shipments, refunds, returns = [], needsAttention }: Order) {
  const lines = items.map(({ lineId, sku, quantity, priceCents }) => ({ lineId, sku, quantity, priceCents }));
  return { status, lines, totalCents, payment, shipments, refunds, returns, needsAttention: needsAttention ?? null };
}

/**
 * Nobody reads an order older than anybody had been told before, by an answer of either API or an event: readers may tell each other.
 * `304` tells of the version that the caller has.
 */
export function* neverBack({ tolds, heard, watched, delivered }: Evidence): Generator<Violation> {
  const reads = Map.groupBy(
    tolds.filter(({ call, order }) => call === 'read' && order),
    ({ order }) => order?.id ?? '',
  );
  const told = Map.groupBy(
    [...tolds.flatMap(versionTold), ...[...heard, ...watched, ...delivered].map(versionHeard)],
    ({ orderId }) => orderId,
  );
  for (const [orderId, own] of reads) {
    for (const read of own) {
      const newest = newestBefore(read.sentAt, told.get(orderId) ?? []);
      if (newest === undefined || versionOf(read) >= newest.version) continue;
      const says = `version ${versionOf(read)} was read after version ${newest.version} was told by ${newest.by}`;
      yield { check: 'time does not go back', script: read.script, orderId, says };
    }
  }
}

interface VersionTold {
  readonly orderId: string;
  readonly version: number;
  readonly at: number;
  readonly by: string;
}

function versionTold(told: Told): VersionTold[] {
  const { order, toldAt: at, call: by } = told;
  return order ? [{ orderId: order.id, version: order.version, at, by }] : [];
}

function versionHeard({ orderId, sequence: version, at }: Heard): VersionTold {
  return { orderId, version, at, by: 'an event' };
}

function newestBefore(moment: number, told: readonly VersionTold[]): VersionTold | undefined {
  return told.filter(({ at }) => at < moment).toSorted((one, other) => other.version - one.version)[0];
}

function versionOf({ order }: Told): number {
  return order?.version ?? 0;
}

const OF_CHANGES: ReadonlySet<string> = new Set<CallName>(['change', 'release']);
const OF_RETURNS: ReadonlySet<string> = new Set<CallName>(['return', 'approve return', 'cancel return', 'receive return']);

/** Every 409 was true when it was told, and every "cancelled" stayed so. */
export function* finalAnswersHold({ tolds, histories, parcels }: Evidence): Generator<Violation> {
  const byScript = new Map(histories.map((history) => [history.script, history]));
  const travelling = parcels.filter((parcel) => !parcel.is_cancelled);
  const pickUps = new Map(travelling.toSorted(laterFirst).map((parcel) => [parcel.order_id, parcel.pick_up_at]));
  for (const told of tolds) {
    const history = byScript.get(told.script);
    const fault = history && untruth(told, history, pickUps.get(history.id));
    if (fault) yield { check: 'what is told is true', script: told.script, orderId: history.id, says: fault };
  }
}

/** An order leaves with its first parcel. */
function laterFirst(one: ParcelRow, other: ParcelRow): number {
  return (other.pick_up_at?.getTime() ?? Infinity) - (one.pick_up_at?.getTime() ?? Infinity);
}

function untruth(told: Told, history: History, pickedUpAt: Date | null | undefined): string | undefined {
  const { call, status } = told;
  // Whoever asks to be repeated has told nothing.
  if (status === undefined || mustRepeat(status)) return undefined;
  if (OF_RETURNS.has(call)) return untruthOfReturn(told, history);
  if (OF_CHANGES.has(call)) return untruthOfChange(told, history);
  const end = history.order.status;
  if (call === 'cancel' && status === 200 && end !== 'CANCELED') return `"cancelled" was told, and it is ${end}`;
  if (call === 'cancel lines' && status === 200 && end !== 'CANCELED' && unitsCancelled(told, history) !== 1)
    return 'a unit was told to be cancelled, and was not once';
  if (status === 201 && call === 'refund') return refundsMade(told, history) === 1 ? undefined : 'a refund was told that is not there once';
  if (status !== 409) return undefined;
  const told409 = `409 ${told.problem ?? ''} was told to ${call}`;
  switch (call) {
    case 'cancel':
      return isRefusalTrue(told, history, pickedUpAt) ? undefined : `${told409}, and it is ${end}`;
    case 'cancel lines':
      return unitsCancelled(told, history) === 0 ? undefined : `${told409}, and the unit was cancelled`;
    case 'refund':
      return refundsMade(told, history) === 0 && told.problem === 'refund-declined'
        ? undefined
        : `${told409}, and its refunds are ${JSON.stringify(history.order.refunds)}`;
    case 'resolve':
      if (wasResolved(told, history)) return `${told409}, and that very choice was taken`;
      return wasOfferedThroughout(told, history) ? `${told409}, and the order offered that very choice all the while` : undefined;
    default:
      return told409;
  }
}

/** The clocks of the processes are one; an event's time is taken a moment before it is committed (ms). */
const MOMENT_MS = 2000;

/** The parcel may have left long before PostgreSQL could be told: the carrier knows when. */
function isRefusalTrue({ toldAt, problem }: Told, { events, order }: History, pickedUpAt: Date | null | undefined): boolean {
  const before = events.filter(({ at }) => at.getTime() <= toldAt + MOMENT_MS);
  const hasLeft = pickedUpAt ? pickedUpAt.getTime() <= toldAt : false;
  const isTooLate = hasLeft || before.some(({ order: then }) => cancelRuleOf(then) === 'too_late');
  const isRefused = problem === 'cancel-refused' && before.some(({ type }) => type === 'orders.cancel_refused');
  return (isTooLate || isRefused) && order.status !== 'CANCELED' && order.status !== 'CANCELING';
}

function unitsCancelled({ script }: Told, { order, events }: History): number {
  const records = events.filter(({ type, why }) => why === `chaos ${script}` && (type === 'orders.changed' || type === 'orders.shipped'));
  const units = order.items.reduce((sum, line) => sum + line.quantity - unitsKept(line), 0);
  return records.length === units ? units : Number.NaN;
}

function refundsMade({ script }: Told, { order }: History): number {
  const own = order.refunds.filter(({ reason, cause }) => reason === `chaos ${script}` && cause === undefined);
  return own.filter(({ status }) => status === 'succeeded').length;
}

function wasResolved({ toldAt }: Told, { events }: History): boolean {
  return events.some(({ type, why, at }) => type === 'orders.attention_resolved' && at.getTime() <= toldAt && CHOICES.has(why ?? ''));
}

function wasOfferedThroughout({ sentAt, toldAt }: Told, { events }: History): boolean {
  const known = events.filter(({ at }) => at.getTime() <= toldAt + MOMENT_MS);
  const first = known.findLastIndex(({ at }) => at.getTime() <= sentAt);
  return first >= 0 && known.slice(first).every(({ order }) => order.needsAttention?.choices.some((choice) => CHOICES.has(choice)));
}

/** What callers choose; trouble that is over by itself says so in other words. */
const CHOICES: ReadonlySet<string> = new Set(['write_off', 'refund', 'drop_missing', 'cancel']);
