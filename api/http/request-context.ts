import type { Span } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { methodLabel } from '../../platform/http-methods.ts';
import { inCallContext } from '../call-context.ts';

/** Takes X-Request-ID and traceparent or makes them, returns them, and runs the request in their context and span. */
export function requestContext(): RequestHandler {
  return (req, res, next) => {
    const call = {
      name: methodLabel(req.method),
      requestId: req.get('X-Request-ID'),
      traceparent: req.get('traceparent'),
      tracestate: req.get('tracestate'),
      attributes: { 'http.request.method': methodLabel(req.method), 'url.path': req.path },
    };
    void inCallContext(call, async ({ requestId, traceparent }, span) => {
      res.set({ 'X-Request-ID': requestId, traceparent });
      await untilClosed(res, next);
      describe(span, req, res);
    });
  };
}

function untilClosed(res: Response, next: () => void): Promise<void> {
  return new Promise((resolve) => {
    res.once('close', resolve);
    next();
  });
}

function describe(span: Span, { method, routePattern }: Request, { statusCode }: Response): void {
  if (routePattern) span.updateName(`${method} ${routePattern}`).setAttribute('http.route', routePattern);
  span.setAttribute('http.response.status_code', statusCode);
}
