import { DomainError } from '../../domain/errors.ts';

/** What a caller can repeat a call under. */
export interface RepeatKey {
  /** The caller's own, 1–255 printable ASCII characters. */
  readonly key: string;
  /** Of what came with it ({@link fingerprintOf}): a repeat has to agree. */
  readonly fingerprint: string;
}

export const KEY_HEADER = 'Idempotency-Key';

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED where a repeat by mistake would do harm, and there is no key */
export function requireKey(key: string | undefined): string {
  if (key !== undefined) return key;
  throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', 'Send an Idempotency-Key, so that a repeat of this request cannot do it twice.', [
    { pointer: KEY_HEADER, detail: 'is needed here' },
  ]);
}

export function keyReused(): DomainError {
  return new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key came with other content before. Take a new key for a new request.',
    [{ pointer: KEY_HEADER, detail: 'was used with other content' }],
  );
}
