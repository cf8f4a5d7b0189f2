import type { IncomingMessage } from 'node:http';
import { headerLines, malformedHeader } from './header.ts';

const NAME = 'Idempotency-Key';
/** RFC 8941 string: printable ASCII in quotes, with `\"` and `\\`. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e][\x20-\x7e]*$/;

/** Says that a key came before, and that its outcome is repeated. */
export const REPLAYED = { 'Idempotent-Replayed': 'true' } as const;

/** @throws DomainError MALFORMED_REQUEST unless there is at most one key, of 1–255 printable ASCII characters */
export function readIdempotencyKey(request: IncomingMessage): string | undefined {
  return parseIdempotencyKey(headerLines(request, NAME));
}

/** The key of the header's lines, bare or quoted: both are the same key. */
export function parseIdempotencyKey(lines: readonly string[]): string | undefined {
  const [line, ...more] = lines;
  if (line === undefined) return undefined;
  if (more.length > 0) throw malformedHeader(NAME, 'must stand once');
  const key = QUOTED.exec(line)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? BARE.exec(line)?.[0];
  if (key === undefined || key.length < 1 || key.length > 255)
    throw malformedHeader(NAME, 'must be 1–255 printable ASCII characters, bare or as a quoted string');
  return key;
}
