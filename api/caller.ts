import type { RequestHandler } from 'express';

/** Who calls. Keys are theirs alone, and what they may see will depend on it. */
export interface Caller {
  readonly id: string;
}

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
