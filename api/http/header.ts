import type { IncomingMessage } from 'node:http';
import { DomainError } from '../../domain/errors.ts';

/** The lines of a header, in order; Node would have joined or dropped repeats. */
export function headerLines(request: IncomingMessage, name: string): readonly string[] {
  return request.headersDistinct[name.toLowerCase()] ?? [];
}

export function malformedHeader(name: string, detail: string): DomainError {
  return new DomainError('MALFORMED_REQUEST', `The header ${name} cannot be parsed.`, [{ pointer: name, detail }]);
}
