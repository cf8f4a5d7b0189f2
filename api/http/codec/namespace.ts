import type { Request } from 'express';
import { malformedHeader } from '../../malformed-header.ts';
import { TransportError } from '../../transport-error.ts';
import { headerLines } from '../header.ts';

const NAMESPACE = 'X-Namespace';

/** The namespaces that a request says it looks at: Temporal's UI and CLI say one. */
export function namespacesOf(req: Request): readonly string[] {
  return headerLines(req, NAMESPACE);
}

/** @throws DomainError MALFORMED_REQUEST; TransportError FOREIGN_NAMESPACE */
export function requireNamespace(req: Request, ours: string): void {
  const namespaces = namespacesOf(req);
  if (namespaces.length !== 1 || namespaces[0] === '') throw malformedHeader(NAMESPACE, 'must stand once, and name a namespace');
  if (namespaces[0] !== ours)
    throw new TransportError('FOREIGN_NAMESPACE', `Payloads of the namespace ${ours} are read here, and of no other.`);
}
