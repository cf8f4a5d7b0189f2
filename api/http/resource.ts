import { Router, type Request, type RequestHandler } from 'express';
import { DomainError } from '../../domain/errors.ts';
import { queryOf } from './address.ts';
import { admitAll, type Admission } from './admission.ts';
import { send, type Answer } from './answer.ts';
import { TransportError } from '../transport-error.ts';
import { refuseStrayParameters } from '../validate.ts';

export type Handler = (req: Request) => Promise<Answer>;

interface Endpoint {
  /** Query parameters that it reads; without them any is refused. */
  readonly query: readonly string[] | 'any';
  readonly handle: Handler;
}

const METHODS = ['GET', 'POST', 'PUT'] as const;
type Method = (typeof METHODS)[number];

/** Addresses, as OpenAPI writes them, and what each does by method. */
export type Resources = Readonly<Record<string, Partial<Record<Method, Handler | Endpoint>>>>;

declare global {
  namespace Express {
    interface Request {
      /** The address' pattern, for logs and metrics. */
      routePattern?: string;
    }
  }
}

/** Serves the addresses; HEAD goes with GET, OPTIONS tells what there is, any other method is refused with Allow. */
export function serve(resources: Resources, admit: Admission = admitAll): Router {
  const router = Router({ strict: true, caseSensitive: true });
  for (const [pattern, endpoints] of Object.entries(resources)) {
    const route = router.route(pattern.replaceAll(/\{(\w+)\}/g, ':$1'));
    route.all((req, _res, next) => {
      req.routePattern = pattern;
      next();
    });
    for (const method of METHODS) {
      const endpoint = endpoints[method];
      if (endpoint) route[method.toLowerCase() as Lowercase<Method>](answering(endpoint, admit));
    }
    route.all(refuseMethod(allowedOf(endpoints)));
  }
  return router;
}

function answering(endpoint: Handler | Endpoint, admit: Admission): RequestHandler {
  const { query, handle }: Endpoint = typeof endpoint === 'function' ? { query: [], handle: endpoint } : endpoint;
  return async (req, res) => {
    const work = async () => {
      if (query !== 'any') refuseStrayParameters(queryOf(req), query);
      return req.deadline.bound(handle(req));
    };
    try {
      send(res, await req.deadline.bound(admit(req, work)));
    } catch (error) {
      throw isDeadline(error) && !req.complete ? new TransportError('REQUEST_TIMEOUT', 'The whole request did not arrive in time.') : error;
    } finally {
      req.deadline.clear();
    }
  };
}

function isDeadline(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'DEADLINE_EXCEEDED';
}

function allowedOf(endpoints: Resources[string]): string {
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
