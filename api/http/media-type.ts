import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import { DomainError } from '../../domain/errors.ts';

/** @throws DomainError UNSUPPORTED_MEDIA_TYPE unless the body is `essence`, in UTF-8 and not compressed */
export function requireMediaType(headers: IncomingHttpHeaders, essence: string): void {
  if (essenceOf(headers['content-type']) !== essence) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `The body has to be ${essence} in UTF-8.`, [
      { pointer: 'Content-Type', detail: `must be ${essence}` },
    ]);
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'A compressed body is not supported.', [
      { pointer: 'Content-Encoding', detail: 'must be identity' },
    ]);
  }
}

/** Undefined for another charset than UTF-8, too. */
function essenceOf(contentType: string | undefined): string | undefined {
  try {
    const type = new MIMEType(contentType ?? '');
    const charset = type.params.get('charset');
    return charset === null || charset.toLowerCase() === 'utf-8' ? type.essence : undefined;
  } catch {
    return undefined;
  }
}
