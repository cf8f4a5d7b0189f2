import type { RequestHandler } from 'express';
import type { Caller } from '../caller.ts';

declare global {
  namespace Express {
    interface Request {
      caller: Caller;
    }
  }
}

/** The seam for authentication: until there is one, there is one caller. */
export function identifyCaller(): RequestHandler {
  return (req, _res, next) => {
    req.caller = { id: 'anonymous' };
    next();
  };
}
