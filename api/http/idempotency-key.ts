import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { malformedHeader } from './header.ts';

const NAME = 'Idempotency-Key';
/** RFC 8941 string: printable ASCII in quotes, with `\"` and `\\`. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e][\x20-\x7e]*$/;

/**
 * The key, bare or quoted: both are the same key.
 * @throws DomainError MALFORMED_REQUEST unless there is one key of 1–255 printable ASCII characters
 */
export function parseIdempotencyKey(lines: readonly string[]): string | undefined {
  const [line, ...more] = lines;
  if (line === undefined) return undefined;
  if (more.length > 0) throw malformedHeader(NAME, 'must stand once');
  const key = QUOTED.exec(line)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? BARE.exec(line)?.[0];
  if (key === undefined || key.length < 1 || key.length > 255)
    throw malformedHeader(NAME, 'must be 1–255 printable ASCII characters, bare or as a quoted string');
  return key;
}

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED where a repeat by mistake would do harm, and there is no key */
export function requireKey(key: string | undefined): string {
  if (key !== undefined) return key;
  throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', 'Send an Idempotency-Key, so that a repeat of this request cannot do it twice.', [
    { pointer: NAME, detail: 'is needed here' },
  ]);
}

/** What a key belongs to: the same key elsewhere, or from someone else, is another key. */
export interface KeyScope {
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}

/** SHA-256 in hex. The parts are JSON, so that no two scopes read alike. */
export function scopeHash({ caller, method, path, key }: KeyScope): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, method, path, key]))
    .digest('hex');
}

/** UUIDv8 (RFC 9562, section 5.8) that follows from the key: whoever repeats a request finishes the same order. */
export function idFromKey(scope: KeyScope): string {
  return uuidFrom(scopeHash(scope));
}

/** The same, from the hash of the key's scope. */
export function uuidFrom(hash: string): string {
  const bytes = Buffer.from(hash, 'hex').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
