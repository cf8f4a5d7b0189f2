import { malformedHeader } from '../malformed-header.ts';

/** The token of an `Authorization` (RFC 6750, section 2.1); credentials of another scheme are none. @throws DomainError MALFORMED_REQUEST */
export function bearerTokenOf(lines: readonly string[]): string | undefined {
  if (lines.length > 1) throw malformedHeader('Authorization', 'must stand once');
  return /^Bearer +(\S+) *$/i.exec(lines[0] ?? '')?.[1];
}
