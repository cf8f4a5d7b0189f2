import { DomainError } from '../domain/errors.ts';

/** Where the next page of a list begins, as text that callers hand back and need not read. */
export function encodeCursor(content: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Undefined for what {@link encodeCursor} never made. */
export function decodeCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

export function badCursor(detail: string): DomainError {
  return new DomainError('MALFORMED_REQUEST', 'The cursor cannot be used.', [{ pointer: '?cursor', detail }]);
}
