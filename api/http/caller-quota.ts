import type { Request, Response } from 'express';
import type { Operation } from '../access/scopes.ts';
import { requireLeft, type CallerLimits } from '../limits/caller-limits.ts';
import { WINDOW_SECONDS, type Quota } from '../limits/rate-limits.ts';

/**
 * Counts the request for its caller, and tells how they stand. Until what is answered is called, once.
 * @throws RateLimited; TransportError OVERLOADED
 */
export function enterWithin(limits: CallerLimits, operation: Operation, req: Request, res: Response): () => void {
  const address = req.socket.remoteAddress ?? '';
  const quota = limits.take(req.caller, address, operation);
  if (quota) res.set(headersOf(quota));
  requireLeft(quota);
  return limits.enter(req.caller, address);
}

/** As draft-ietf-httpapi-ratelimit-headers-11 has them. */
function headersOf({ name, most, left, secondsLeft }: Quota): Record<string, string> {
  return { 'RateLimit-Policy': `"${name}";q=${most};w=${WINDOW_SECONDS}`, RateLimit: `"${name}";r=${left};t=${secondsLeft}` };
}
