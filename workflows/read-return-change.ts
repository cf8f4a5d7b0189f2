import type { Cause } from '../domain/order-event.ts';
import type { ReceivedLine, ReturnMove } from '../domain/return-move.ts';
import { membersOf, readCause, readText } from './read-messages.ts';

/** `{ move, cause }` of the update `changeReturn`; undefined where it is no move that people make, or nobody is named who makes it. */
export function readReturnChange(value: unknown): { move: ReturnMove; cause: Cause } | undefined {
  const { move: given, cause: by } = membersOf(value);
  const [move, cause] = [readMove(given), readCause(by)];
  return move && cause && { move, cause };
}

function readMove(value: unknown): ReturnMove | undefined {
  const { to, reason: text, items, feeCents } = membersOf(value);
  const reason = readText(text);
  switch (to) {
    case 'approved':
    case 'cancelled':
      return { to };
    case 'declined':
      return { to, ...(reason !== undefined && { reason }) };
    case 'received': {
      const lines = Array.isArray(items) ? items.map(readLine) : [undefined];
      if (lines.includes(undefined) || !isCount(feeCents ?? 0)) return undefined;
      return { to, items: lines as ReceivedLine[], ...(feeCents !== undefined && { feeCents: feeCents as number }) };
    }
    default:
      return undefined;
  }
}

function readLine(value: unknown): ReceivedLine | undefined {
  const { lineId: named, restock = 0, scrap = 0, missing = 0 } = membersOf(value);
  const lineId = readText(named);
  return lineId !== undefined && isCount(restock) && isCount(scrap) && isCount(missing) ? { lineId, restock, scrap, missing } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
