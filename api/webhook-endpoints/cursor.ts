import { z } from 'zod';
import type { ListPosition } from '../../domain/ports/webhook-endpoints.ts';
import { badCursor, decodeCursor, encodeCursor } from '../cursor.ts';
import { text } from '../text.ts';

const content = z.tuple([z.iso.datetime(), text(1, 300), z.string()]);

/** A cursor belongs to the list that it came with. */
export function makeCursor({ createdAt, id }: ListPosition, list: string): string {
  return encodeCursor([createdAt, id, list]);
}

/** @throws DomainError MALFORMED_REQUEST for anything that {@link makeCursor} did not make for this list */
export function readCursor(cursor: string, list: string): ListPosition {
  const [createdAt, id, ofList] = decodeCursor(cursor, content);
  if (ofList !== list) throw badCursor('belongs to another list');
  return { createdAt, id };
}
