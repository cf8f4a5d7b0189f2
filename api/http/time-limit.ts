import type { RequestHandler } from 'express';
import { startDeadline, type Deadline } from '../deadline.ts';

declare global {
  namespace Express {
    interface Request {
      deadline: Deadline;
    }
  }
}

/** Gives each request its deadline. */
export function limitTime(deadlineMs: number): RequestHandler {
  return (req, res, next) => {
    req.deadline = startDeadline(deadlineMs);
    // Not on 'close': the work for a client that went away has to end in time, too.
    res.once('finish', () => req.deadline.clear());
    next();
  };
}
