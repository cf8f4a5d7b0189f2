import type { RequestHandler } from 'express';
import { startDeadline, type Deadline } from './deadline.ts';

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
    res.once('close', () => req.deadline.clear());
    next();
  };
}
