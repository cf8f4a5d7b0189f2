import type { ZodType } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** Where the next page of a list begins, as text that callers hand back and need not read. */
export function encodeCursor(content: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** What {@link encodeCursor} made of such a content. @throws DomainError MALFORMED_REQUEST for anything else */
export function decodeCursor<T>(cursor: string, content: ZodType<T>): T {
  const parsed = content.safeParse(contentIn(cursor));
  if (!parsed.success) throw badCursor('must be the nextCursor of a page');
  return parsed.data;
}

function contentIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

export function badCursor(detail: string): DomainError {
  return new DomainError('MALFORMED_REQUEST', 'The cursor cannot be used.', [{ pointer: '?cursor', detail }]);
}
