import type { RequestHandler, Response } from 'express';
import { methodLabel } from '../../platform/http-methods.ts';
import { isProbe } from '../../platform/probes.ts';
import { describeAnswer, inCallContext } from '../../platform/call-context.ts';

/** Takes X-Request-ID and traceparent or makes them, returns them, and runs the request in their context and span. */
export function requestContext(): RequestHandler {
  return (req, res, next) => {
    const call = {
      name: isProbe(req.path) ? undefined : methodLabel(req.method),
      requestId: req.get('X-Request-ID'),
      traceparent: req.get('traceparent'),
      tracestate: req.get('tracestate'),
      attributes: { 'http.request.method': methodLabel(req.method), 'url.path': req.path },
    };
    void inCallContext(call, async ({ requestId, traceparent }, span) => {
      res.set({ 'X-Request-ID': requestId, traceparent });
      await untilClosed(res, next);
      describeAnswer(span, { method: req.method, route: req.routePattern, status: res.statusCode });
    });
  };
}

function untilClosed(res: Response, next: () => void): Promise<void> {
  return new Promise((resolve) => {
    res.once('close', resolve);
    next();
  });
}
