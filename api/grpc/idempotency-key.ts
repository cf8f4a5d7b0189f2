import type { Metadata } from '@grpc/grpc-js';
import { fingerprintOf } from '../idempotency/fingerprint.ts';
import { parseIdempotencyKey } from '../idempotency/parse-key.ts';
import { KEY_HEADER, type RepeatKey } from '../idempotency/repeat-key.ts';
import { linesOf } from './metadata.ts';

/** Says that a key came before, and that its outcome is repeated. */
export const REPLAYED = { 'idempotent-replayed': 'true' } as const;

/**
 * The key of a call, for the body that it has in JSON.
 * @throws DomainError MALFORMED_REQUEST unless there is at most one key, of 1–255 printable ASCII characters
 */
export function repeatKeyOf(metadata: Metadata, body: unknown): { readonly key?: RepeatKey } {
  const key = parseIdempotencyKey(linesOf(metadata, KEY_HEADER));
  return key === undefined ? {} : { key: { key, fingerprint: fingerprintOf(body) } };
}
