import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from '../../platform/logger.ts';
import { DomainError } from '../../domain/errors.ts';
import { queryOf } from './address.ts';
import { admitAll, type Admission } from './admission.ts';
import { send, type Answer } from './answer.ts';
import { sendEvents, type EventSource } from './event-stream.ts';
import type { Operation } from '../access/scopes.ts';
import { TransportError } from '../transport-error.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { enterWithin } from './caller-quota.ts';
import type { Identify } from './identify-caller.ts';
import type { OpenStreams } from '../open-streams.ts';
import { refuseStrayParameters } from '../validate.ts';

export type Handler = (req: Request) => Promise<Answer>;

interface Endpoint {
  /** Query parameters that it reads; without them any is refused. */
  readonly query?: readonly string[] | 'any';
  readonly handle: Handler;
}

/** What callers ask for, and may be refused. */
interface CallersEndpoint extends Endpoint {
  readonly operation: Operation;
}

/** That some address knows; beside them HEAD and OPTIONS. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

type ResourcesOf<E> = Readonly<Record<string, Partial<Record<Method, E>>>>;
/** Addresses, as OpenAPI writes them, and what each does by method, for whoever asks. */
export type Resources = ResourcesOf<Endpoint>;
/** The same, for callers who are let in. */
export type CallersResources = ResourcesOf<CallersEndpoint>;

declare global {
  namespace Express {
    interface Request {
      /** The address' pattern, for logs and metrics. */
      routePattern?: string;
      /** Its answer is a stream of events. */
      isStream?: true;
    }
  }
}

export interface CallersEntrance {
  readonly identify: Identify;
  readonly limits: CallerLimits;
  readonly admit: Admission;
  readonly streams: OpenStreams;
  /** Told when a stream of events breaks off. */
  readonly log: Logger;
}

/** Serves the addresses to callers; HEAD goes with GET, OPTIONS tells what there is, any other method is refused with Allow. */
export function serveCallers(resources: CallersResources, { identify, limits, admit, streams, log }: CallersEntrance): Router {
  const stream = openingIn(streams, log);
  const entering = ({ operation }: CallersEndpoint): Enter => {
    return async (req, res) => {
      await req.deadline.bound(identify(req, operation));
      return enterWithin(limits, operation, req, res);
    };
  };
  return route(resources, (endpoint) => answering(endpoint, { admit, stream, enter: entering(endpoint) }));
}

/** The same to whoever asks. */
export function serve(resources: Resources, admit: Admission = admitAll): Router {
  return route(resources, (endpoint) => answering(endpoint, { admit }));
}

function route<E>(resources: ResourcesOf<E>, handlerOf: (endpoint: E) => RequestHandler): Router {
  const router = Router({ strict: true, caseSensitive: true });
  for (const [pattern, endpoints] of Object.entries(resources)) {
    const address = router.route(pattern.replaceAll(/\{(\w+)\}/g, ':$1'));
    address.all((req, _res, next) => {
      req.routePattern = pattern;
      next();
    });
    for (const method of METHODS) {
      const endpoint = endpoints[method];
      if (endpoint) address[method.toLowerCase() as Lowercase<Method>](handlerOf(endpoint));
    }
    address.all(refuseMethod(allowedOf(endpoints)));
  }
  return router;
}

/** Lets a request's caller in, or refuses; what it answers is called when the request is done. */
type Enter = (req: Request, res: Response) => Promise<() => void>;

interface Entrance {
  readonly admit: Admission;
  readonly enter?: Enter;
  readonly stream?: SendStream;
}

function answering({ query = [], handle }: Endpoint, { admit, enter, stream }: Entrance): RequestHandler {
  return async (req, res) => {
    const work = async () => {
      if (query !== 'any') refuseStrayParameters(queryOf(req), query);
      return req.deadline.bound(handle(req));
    };
    let leave: (() => void) | undefined;
    try {
      // Before a place is taken: who is not let in takes none from others.
      leave = await enter?.(req, res);
      const answer = await req.deadline.bound(admit(req, work));
      if (answer.events && stream && req.method !== 'HEAD') stream(req, res, answer.events);
      else send(res, answer);
    } catch (error) {
      throw isDeadline(error) && !req.complete ? new TransportError('REQUEST_TIMEOUT', 'The whole request did not arrive in time.') : error;
    } finally {
      leave?.();
      req.deadline.clear();
    }
  };
}

/** Answers with events, for as long as the stream may be open. @throws TransportError OVERLOADED */
type SendStream = (req: Request, res: Response, source: EventSource) => void;

function openingIn(streams: OpenStreams, log: Logger): SendStream {
  return (req, res, source) => {
    // Who left meanwhile would keep a place for ever: nobody tells of it again.
    if (res.closed) return;
    const { signal, close } = streams.open(req.caller);
    req.isStream = true;
    res.once('close', close);
    sendEvents(res, source(signal), signal).catch((err: unknown) => log.warn({ err }, 'a stream of events broke off'));
  };
}

function isDeadline(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'DEADLINE_EXCEEDED';
}

function allowedOf(endpoints: Partial<Record<Method, unknown>>): string {
  const methods = METHODS.filter((method) => endpoints[method]);
  return ['OPTIONS', ...(endpoints.GET ? ['HEAD'] : []), ...methods].toSorted().join(', ');
}

function refuseMethod(allow: string): RequestHandler {
  return (req, res) => {
    res.set('Allow', allow);
    if (req.method === 'OPTIONS') return send(res, { status: 204 });
    throw new DomainError('METHOD_NOT_ALLOWED', `This address knows ${allow}.`);
  };
}
