import { malformedHeader } from './header.ts';

const ENTITY_TAG = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"[ \\t]*';
/** What If-None-Match may hold, as a regular expression that needs no flags: `*` or a list of entity tags. */
export const IF_NONE_MATCH = `^[ \\t]*(?:\\*[ \\t]*|(?:${ENTITY_TAG})?(?:,[ \\t]*(?:${ENTITY_TAG})?)*)$`;
const ACCEPTED = new RegExp(IF_NONE_MATCH);

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Whether If-None-Match names the version that there is: the weak comparison of RFC 9110, section 13.1.2. Empty elements of a
 * list, and so an empty list, are to be taken: section 5.6.1.2.
 * @throws DomainError MALFORMED_REQUEST when it is no list of entity tags
 */
export function matchesEtag(lines: readonly string[], etag: string): boolean {
  const list = lines.join(',');
  if (!ACCEPTED.test(list)) throw malformedHeader('If-None-Match', 'must be * or a list of entity tags');
  if (list.trim() === '*') return true;
  return list.match(/"[^"]*"/g)?.includes(etag) ?? false;
}
