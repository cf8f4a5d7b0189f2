import type { Request } from 'express';
import type { Answer } from './answer.ts';
import { bodyArrived } from './body.ts';
import { AdaptiveConcurrencyLimit, ConcurrencyLimit } from './concurrency-limit.ts';
import { headerLines } from './header.ts';
import { parsePrefer } from './prefer.ts';

/** Lets a request's work begin, or refuses it before anything was done for it. */
export type Admission = (req: Request, work: () => Promise<Answer>) => Promise<Answer>;

export interface InFlightLimits {
  readonly reads: number;
  readonly writes: number;
}

/** The part of its deadline within which an order should be written; beyond it, fewer are taken on at once. */
const AIM_PART = 0.4;

export const admitAll: Admission = (_req, work) => work();

/**
 * Sheds what comes when all places of its kind are taken, so that what is taken on is answered in bounded time, whatever comes.
 * @throws TransportError OVERLOADED
 */
export function admitCallers({ reads, writes }: InFlightLimits, deadlineMs: number): Admission {
  const reading = new ConcurrencyLimit(reads);
  const ordering = new AdaptiveConcurrencyLimit(writes, deadlineMs * AIM_PART);
  const changing = new ConcurrencyLimit(writes);
  // Apart, so that those who wait keep nobody from ordering.
  const waiting = new ConcurrencyLimit(writes);
  const limitFor = (req: Request) => {
    if (req.method === 'GET' || req.method === 'HEAD') return reading;
    if (req.routePattern !== '/orders') return changing;
    return asksToWait(req) ? waiting : ordering;
  };
  return (req, work) => admit(limitFor(req), req, work);
}

/** Providers have places of their own: orders that were accepted wait for what they say, however many new ones come. */
export function admitProviders({ writes }: InFlightLimits): Admission {
  const limit = new ConcurrencyLimit(writes);
  return (req, work) => admit(limit, req, work);
}

/** A body that trickles in holds no place: whoever sends slowly takes none from others. */
async function admit(limit: ConcurrencyLimit, req: Request, work: () => Promise<Answer>): Promise<Answer> {
  limit.refuseWhenFull();
  await bodyArrived(req);
  limit.refuseWhenFull();
  return limit.hold(work);
}

function asksToWait(req: Request): boolean {
  return parsePrefer(headerLines(req, 'Prefer')).waitSeconds !== undefined;
}
