import type { Request } from 'express';
import { bearerTokenOf } from '../access/bearer-token.ts';
import type { Gate } from '../access/gate.ts';
import type { Operation } from '../access/scopes.ts';
import type { Caller } from '../caller.ts';
import { sessionOf, type ConsoleSessions, type IsTrustedPage } from './console/sessions.ts';
import { headerLines } from './header.ts';

declare global {
  namespace Express {
    interface Request {
      /** Set for the operations that a gate stands before. */
      caller: Caller;
    }
  }
}

export type Identify = (req: Request, operation: Operation) => Promise<void>;

/**
 * Sets the request's caller, by its access token (RFC 6750, section 2.1) or by the login of a person at the console, which counts for the
 * console's own page unless `isTrusted` says for which.
 */
export function identifyBy(gate: Gate, sessions?: ConsoleSessions, isTrusted?: IsTrustedPage): Identify {
  return async (req, operation) => {
    req.caller = await gate(
      bearerTokenOf(headerLines(req, 'Authorization')) ?? (sessions && sessionOf(req, sessions, isTrusted)?.accessToken),
      operation,
    );
  };
}
