import { z } from 'zod';
import { sku } from '../../orders/request-schemas.ts';
import { badCursor, decodeCursor, encodeCursor } from '../../cursor.ts';

const content = z.tuple([sku, z.boolean()]);

/** Where the next page of a list of stock begins; a cursor belongs to a list with, or without, `short`. */
export function makeCursor(last: string, short: boolean): string {
  return encodeCursor([last, short]);
}

/** @throws DomainError MALFORMED_REQUEST for anything that {@link makeCursor} did not make for this list */
export function readCursor(cursor: string, short: boolean): string {
  const [last, wasShort] = decodeCursor(cursor, content);
  if (wasShort !== short) throw badCursor('belongs to a list with another `short`');
  return last;
}
