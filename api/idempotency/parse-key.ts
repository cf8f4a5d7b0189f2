import { malformedHeader } from '../malformed-header.ts';
import { KEY_HEADER } from './repeat-key.ts';

/** RFC 9651: a string is printable ASCII in quotes, with `\"` and `\\`. */
const CHARACTER = '(?:[ !#-\\[\\]-~]|\\\\["\\\\])';
const BARE_ITEM = [
  '-?\\d{1,12}\\.\\d{1,3}',
  '[-@]?\\d{1,15}',
  `"${CHARACTER}*"`,
  "[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*",
  ':[A-Za-z0-9+/=]*:',
  '\\?[01]',
].join('|');
/** Of which none is defined: they are read over (RFC 9651, section 3.1.2). */
const PARAMETERS = `(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:${BARE_ITEM}))?)*`;
/** What the header may hold, as a regular expression that needs no flags: a key in quotes, perhaps with parameters, or bare. */
export const IDEMPOTENCY_KEY = `^(?:"(${CHARACTER}{1,255})"${PARAMETERS}|([!#-~](?:[ -~]{0,253}[!-~])?))$`;
const ACCEPTED = new RegExp(IDEMPOTENCY_KEY);

/**
 * The key of the header's lines, bare or quoted: both are the same key.
 * @throws DomainError MALFORMED_REQUEST unless there is at most one key, of 1–255 printable ASCII characters
 */
export function parseIdempotencyKey(lines: readonly string[]): string | undefined {
  const [line, ...more] = lines;
  if (line === undefined) return undefined;
  if (more.length > 0) throw malformedHeader(KEY_HEADER, 'must stand once');
  const [, quoted, bare] = ACCEPTED.exec(line) ?? [];
  const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
  if (key === undefined) throw malformedHeader(KEY_HEADER, 'must be 1–255 printable ASCII characters, bare or as a quoted string');
  return key;
}
