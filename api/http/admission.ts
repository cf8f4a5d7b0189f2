import type { Request } from 'express';
import type { ConcurrencyLimit } from '../concurrency-limit.ts';
import type { Places } from '../places.ts';
import { parsePrefer } from '../prefer.ts';
import type { Answer } from './answer.ts';
import { bodyArrived } from './body.ts';
import { headerLines } from './header.ts';

/** Lets a request's work begin, or refuses it before anything was done for it. */
export type Admission = (req: Request, work: () => Promise<Answer>) => Promise<Answer>;

export const admitAll: Admission = (_req, work) => work();

/**
 * Sheds what comes when all places of its kind are taken, so that what is taken on is answered in bounded time, whatever comes.
 * @throws TransportError OVERLOADED
 */
export function admitCallers(places: Places): Admission {
  const limitFor = (req: Request) => {
    if (req.method === 'GET' || req.method === 'HEAD') return places.reading;
    if (req.routePattern !== '/orders') return places.changing;
    return asksToWait(req) ? places.waiting : places.ordering;
  };
  return (req, work) => admit(limitFor(req), req, work);
}

export function admitPartners({ partners }: Places): Admission {
  return (req, work) => admit(partners, req, work);
}

/** A body that trickles in holds no place: whoever sends slowly takes none from others. */
async function admit(limit: ConcurrencyLimit, req: Request, work: () => Promise<Answer>): Promise<Answer> {
  limit.refuseWhenFull();
  await bodyArrived(req);
  limit.refuseWhenFull();
  return limit.hold(work, ({ status }) => status === 201);
}

function asksToWait(req: Request): boolean {
  return parsePrefer(headerLines(req, 'Prefer')).waitSeconds !== undefined;
}
