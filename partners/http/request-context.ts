import type { Request, RequestHandler, Response } from 'express';
import { describeAnswer, inCallContext } from '../../platform/call-context.ts';
import { isProbe } from '../../platform/probes.ts';

/** Runs each request in the context and trace that its caller sent along. */
export function requestContext(): RequestHandler {
  return (req, res, next) => {
    const call = {
      name: isProbe(req.path) ? undefined : req.method,
      requestId: req.get('X-Request-ID'),
      traceparent: req.get('traceparent'),
      tracestate: req.get('tracestate'),
      attributes: { 'http.request.method': req.method },
    };
    void inCallContext(call, async (_names, span) => {
      await new Promise<void>((resolve) => {
        res.once('close', resolve);
        next();
      });
      describeAnswer(span, { method: req.method, route: routeOf(req, res), status: res.statusCode });
    });
  };
}

/** Keeps where the routes that follow are mounted: Express forgets it when they refuse a request. */
export const mounted: RequestHandler = (req, res, next) => {
  res.locals['mount'] = req.baseUrl;
  next();
};

/** The pattern that a request was answered by; no id is in it. */
export function routeOf({ route }: Request, { locals }: Response): string {
  const { path } = (route as { path: string } | undefined) ?? { path: 'none' };
  return `${String(locals['mount'] ?? '')}${path}`;
}
