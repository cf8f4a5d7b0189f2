import type { ErrorRequestHandler, RequestHandler } from 'express';
import { DomainError } from '../../domain/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { send } from './answer.ts';
import { logFailure } from '../failure.ts';
import { problemAnswer } from './problem.ts';

export function nothingHere(): RequestHandler {
  return () => {
    throw new DomainError('NOT_FOUND', 'There is nothing at this address; /docs tells what there is.');
  };
}

/** Answers every error as a problem, and logs it as the table says. */
export function errorHandler(log: Logger, publicUrl: string): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    const err = isUndecodablePath(thrown) ? new DomainError('MALFORMED_REQUEST', 'The path is not percent-encoded UTF-8.') : thrown;
    logFailure(log, err);
    send(res, problemAnswer(err, { path: req.path, publicUrl }));
  };
}

/** Express' own complaint about a path parameter such as `%zz`. */
function isUndecodablePath(error: unknown): boolean {
  return error instanceof URIError && 'status' in error && error.status === 400;
}
