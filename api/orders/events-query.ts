import { z } from 'zod';
import { badCursor, decodeCursor, encodeCursor } from '../cursor.ts';
import { listQuery } from './list-query.ts';

export const eventsQuery = z.object({
  limit: listQuery.shape.limit.meta({ description: 'Most events on a page; a page of large ones has fewer' }),
  cursor: z.string().optional().meta({ description: 'The nextCursor of the page before' }),
});

export type EventsQuery = z.output<typeof eventsQuery>;

const content = z.tuple([z.int32().min(1), z.string()]);

/** A cursor belongs to the order that it came with. `last`: the sequence of the last event on the page. */
export function makeEventsCursor(last: number, orderId: string): string {
  return encodeCursor([last, orderId]);
}

/** @throws DomainError MALFORMED_REQUEST for anything that {@link makeEventsCursor} did not make for this order */
export function readEventsCursor(cursor: string, orderId: string): number {
  const [last, of] = decodeCursor(cursor, content);
  if (of !== orderId) throw badCursor('belongs to another order');
  return last;
}
