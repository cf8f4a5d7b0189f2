import { DomainError } from '../../domain/errors.ts';
import { actorNamed } from '../../domain/order-event.ts';
import type { AccessTokens } from '../../domain/ports/access-tokens.ts';
import { ANYBODY, type Caller } from '../caller.ts';
import { SCOPE_OF, type Operation, type Scope } from './scopes.ts';

/** Lets a caller in to an operation, or refuses; `token` is what came as its credentials, if anything. */
export type Gate = (token: string | undefined, operation: Operation) => Promise<Caller>;

/** The token is good, and has not the scope that the operation needs. */
export class MissingScope extends DomainError {
  override name = 'MissingScope';
  readonly scope: Scope;
  /** Whose token it is. */
  readonly subject: string;

  constructor(scope: Scope, subject: string) {
    super('FORBIDDEN', `The token does not have the scope ${scope}.`);
    this.scope = scope;
    this.subject = subject;
  }
}

export interface GateOptions {
  readonly tokens: AccessTokens;
  /** The claim that names a caller's tenant; without one all share one tenant. */
  readonly tenantClaim: string | undefined;
}

/** Everybody may do everything: whoever can reach the API is trusted. */
export const openGate: Gate = async () => ANYBODY;

/**
 * Only who has an access token comes in, and does no more than its scopes allow.
 * @throws DomainError UNAUTHENTICATED, INVALID_TOKEN, FORBIDDEN; DependencyError('token issuer')
 */
export function tokenGate({ tokens, tenantClaim }: GateOptions): Gate {
  return async (token, operation) => {
    if (token === undefined) throw new DomainError('UNAUTHENTICATED', 'Send an access token: Authorization: Bearer ….');
    const { subject, tenant, scopes, expiresAt } = await tokens.verify(token);
    const scope = SCOPE_OF[operation];
    if (!scopes.includes(scope)) throw new MissingScope(scope, subject);
    return { id: subject, tenant: tenantOf(tenant, tenantClaim), actor: actorNamed(subject), expiresAt };
  };
}

function tenantOf(tenant: string | undefined, claim: string | undefined): string {
  if (claim === undefined) return '';
  if (tenant !== undefined) return tenant;
  throw new DomainError('FORBIDDEN', `The token names no tenant: its claim ${claim} must be a text of 1–255 characters.`);
}
