import { DomainError, type Fault } from './errors.ts';
import { costOfUnits } from './line-money.ts';
import type { Order } from './order.ts';
import { RETURN_TABLE, type Return } from './return.ts';
import { awaitingCapture } from './shipment-capture.ts';

/** What became of the units of one line; what is not named is none. */
export interface ReceivedLine {
  readonly lineId: string;
  readonly restock?: number | undefined;
  readonly scrap?: number | undefined;
  readonly missing?: number | undefined;
}

/** What people decide about a return, and what arrives of it. */
export type ReturnMove =
  | { readonly to: 'approved' | 'cancelled' }
  | { readonly to: 'declined'; readonly reason?: string | undefined }
  | { readonly to: 'received'; readonly items: readonly ReceivedLine[]; readonly feeCents?: number | undefined };

/** What its workflow does by itself, too. */
export type OwnMove = ReturnMove | { readonly to: 'expired' | 'closed' };

export interface MoveTerms {
  /** ISO 8601. */
  readonly at: string;
  /** How long an approved return is waited for (ms). */
  readonly expiryMs: number;
}

/** @throws DomainError RETURN_NOT_FOUND */
export function returnOf(order: Order, returnId: string): Return {
  const known = order.returns?.find((each) => each.returnId === returnId);
  if (known) return known;
  throw new DomainError('RETURN_NOT_FOUND', 'The order has no such return.');
}

/** Whether a return is where a move leads it already: whoever comes second changes nothing. */
export function isMadeAlready(known: Return, move: OwnMove): boolean {
  if (move.to !== 'received') return known.status === move.to;
  if (known.status !== 'received' && known.status !== 'closed') return false;
  const counted = new Map(move.items.map((item) => [item.lineId, item]));
  return (
    (known.feeCents ?? 0) === (move.feeCents ?? 0) &&
    known.lines.length === move.items.length &&
    known.lines.every(({ lineId, restocked, scrapped, missing }) => {
      const item = counted.get(lineId);
      return item && restocked === (item.restock ?? 0) && scrapped === (item.scrap ?? 0) && missing === (item.missing ?? 0);
    })
  );
}

/** @throws DomainError RETURN_REFUSED when it stands elsewhere; INVALID_REQUEST when what is received is not what was announced */
export function requireMove(order: Order, known: Return, move: OwnMove): void {
  if (!RETURN_TABLE[known.status].includes(move.to)) throw refused(whyNot(known));
  if (move.to !== 'received') return;
  if (awaitingCapture(order).length > 0)
    throw refused('The money for this order is not captured yet, so that none can go back. Receive the goods once it is.');
  const faults = receivedFaults(order, known, move);
  if (faults.length > 0) throw new DomainError('INVALID_REQUEST', 'What is received is not what was announced; see errors.', faults);
}

/** A return after a move. @throws as {@link requireMove} */
export function movedReturn(order: Order, known: Return, move: OwnMove, { at, expiryMs }: MoveTerms): Return {
  requireMove(order, known, move);
  switch (move.to) {
    case 'approved':
      return { ...known, status: 'approved', approvedAt: at, expiresAt: new Date(Date.parse(at) + expiryMs).toISOString() };
    case 'declined':
      return { ...known, status: 'declined', endedAt: at, ...(move.reason !== undefined && { declineReason: move.reason }) };
    case 'received':
      return received(known, move, at);
    default:
      return { ...known, status: move.to, endedAt: at };
  }
}

type Reception = Extract<ReturnMove, { readonly to: 'received' }>;

function received(known: Return, { items, feeCents = 0 }: Reception, at: string): Return {
  const counted = new Map(items.map((item) => [item.lineId, item]));
  const lines = known.lines.map(({ lineId, quantity }) => {
    const { restock = 0, scrap = 0, missing = 0 } = counted.get(lineId) ?? {};
    return { lineId, quantity, restocked: restock, scrapped: scrap, missing };
  });
  return { ...known, status: 'received', lines, ...(feeCents > 0 && { feeCents }), receivedAt: at };
}

/** Each unit that was announced is counted once, and no more is kept than its goods cost. */
function receivedFaults(order: Order, { lines }: Return, { items, feeCents = 0 }: Reception): Fault[] {
  const known = lines.map(({ lineId }) => lineId);
  const faults = lineFaults(known, items);
  if (faults.length > 0) return faults;
  const left = known.filter((lineId) => !items.some((item) => item.lineId === lineId));
  if (left.length > 0) return [{ pointer: '/items', detail: `must count ${left.join(', ')}, too` }];
  const miscounted = items.flatMap(({ lineId, restock = 0, scrap = 0, missing = 0 }, index): Fault[] => {
    const announced = lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
    const sum = restock + scrap + missing;
    return sum === announced ? [] : [{ pointer: `/items/${index}`, detail: `counts ${sum} units, and ${announced} were announced` }];
  });
  if (miscounted.length > 0) return miscounted;
  const cost = costOf(order, items);
  return feeCents > cost ? [{ pointer: '/feeCents', detail: `must be at most ${cost}, what was paid for the goods that came back` }] : [];
}

/** A pointer to each item that names a line that is not there, or one that stands there twice. */
function lineFaults(known: readonly string[], items: readonly ReceivedLine[]): Fault[] {
  return items.flatMap(({ lineId }, index): Fault[] => {
    const pointer = `/items/${index}/lineId`;
    if (!known.includes(lineId)) return [{ pointer, detail: `is no line of this return; it has ${known.join(', ')}` }];
    return items.findIndex((other) => other.lineId === lineId) < index ? [{ pointer, detail: 'stands here twice' }] : [];
  });
}

function costOf(order: Order, items: readonly ReceivedLine[]): number {
  return items.reduce((sum, { lineId, restock = 0, scrap = 0 }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    return line ? sum + costOfUnits(line, restock + scrap) : sum;
  }, 0);
}

function whyNot({ status }: Return): string {
  const next = RETURN_TABLE[status];
  return next.length > 0
    ? `The return is ${status}, and can only become ${next.join(' or ')}.`
    : `The return is ${status}: what comes back later has to be announced anew.`;
}

function refused(message: string): DomainError {
  return new DomainError('RETURN_REFUSED', message);
}
