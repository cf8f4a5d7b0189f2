import type { IncomingMessage } from 'node:http';
import { parseIdempotencyKey } from '../idempotency/parse-key.ts';
import { KEY_HEADER } from '../idempotency/repeat-key.ts';
import { headerLines } from './header.ts';

/** Says that a key came before, and that its outcome is repeated. */
export const REPLAYED = { 'Idempotent-Replayed': 'true' } as const;

/** @throws DomainError MALFORMED_REQUEST unless there is at most one key, of 1–255 printable ASCII characters */
export function readIdempotencyKey(request: IncomingMessage): string | undefined {
  return parseIdempotencyKey(headerLines(request, KEY_HEADER));
}
