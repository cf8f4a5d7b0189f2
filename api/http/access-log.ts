import { AsyncResource } from 'node:async_hooks';
import type { RequestHandler } from 'express';
import type { Logger } from '../../platform/logger.ts';
import { observeRequest } from '../../platform/metrics/requests.ts';
import { isProbe } from '../../platform/probes.ts';

/** What a request counts as that its client gave up; nginx's number for it. */
const CLIENT_WENT_AWAY = 499;

/** One log line and one observation per request; probes are only observed. */
export function accessLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    const { method, path } = req;
    const onClose = () => {
      const ms = performance.now() - startedAt;
      const route = req.routePattern ?? 'unmatched';
      const status = res.writableFinished ? res.statusCode : CLIENT_WENT_AWAY;
      // A stream lasts as long as its reader likes.
      if (!req.isStream) observeRequest({ method, route, status }, ms / 1000);
      if (!isProbe(route)) log.info({ method, route, path, status, ms: Math.round(ms * 10) / 10 }, 'request');
    };
    res.once('close', AsyncResource.bind(onClose));
    next();
  };
}
