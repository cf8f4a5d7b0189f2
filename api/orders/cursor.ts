import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badCursor, decodeCursor, encodeCursor } from '../cursor.ts';

/** The last order of a page. */
export interface Position {
  readonly createdAt: string;
  readonly id: string;
}

const content = z.tuple([z.iso.datetime(), z.uuid(), z.string()]);

/** A cursor belongs to the filters it came with. */
export function makeCursor({ createdAt, id }: Position, filters: unknown): string {
  return encodeCursor([createdAt, id, hashOf(filters)]);
}

/** @throws DomainError MALFORMED_REQUEST for anything that {@link makeCursor} did not make for these filters */
export function readCursor(cursor: string, filters: unknown): Position {
  const [createdAt, id, hash] = decodeCursor(cursor, content);
  if (hash !== hashOf(filters)) throw badCursor('belongs to a list with other filters');
  return { createdAt, id };
}

function hashOf(filters: unknown): string {
  return createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 12);
}
