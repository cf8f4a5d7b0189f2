import { DomainError } from '../domain/errors.ts';

/** Of a header of HTTP, or a key of gRPC's metadata. */
export function malformedHeader(name: string, detail: string): DomainError {
  return new DomainError('MALFORMED_REQUEST', `The header ${name} cannot be parsed.`, [{ pointer: name, detail }]);
}
