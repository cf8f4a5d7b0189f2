import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from '../../platform/logger.ts';
import { LostAnswer, Outage, Refusal } from './refusal.ts';

/** Not what an unknown payment is answered: a caller with a wrong address must not take it for one. */
export const nothingHere: RequestHandler = () => {
  throw new Refusal(404, 'no_such_address', 'There is nothing at this address.');
};

/** Answers `{ code, message }`, or nothing at all where the answer is to be lost. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    if (error instanceof LostAnswer) {
      req.socket.destroy();
    } else if (error instanceof Refusal) {
      if (error.status === 401) res.set('WWW-Authenticate', 'Bearer realm="partners"');
      res.status(error.status).json({ code: error.code, message: error.message, ...error.more });
    } else if (error instanceof Outage) {
      if (error.cause !== undefined) log.warn({ err: error }, 'a request was answered 503');
      res.status(503).json({ code: 'unavailable', message: 'The provider cannot do this at the moment.' });
    } else if (isUnreadable(error)) {
      res.status(error.status).json({ code: 'invalid_request', message: error.message });
    } else {
      log.error({ err: error }, 'a request failed');
      res.status(500).json({ code: 'internal', message: 'An unexpected error.' });
    }
  };
}

/** What Express's own parsers refuse: no JSON, too large, an address that cannot be decoded. */
function isUnreadable(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
}
