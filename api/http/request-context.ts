import { randomUUID } from 'node:crypto';
import { isSpanContextValid, SpanKind, type Span } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { runInContext } from '../../platform/request-context.ts';
import { withSpan } from '../../platform/telemetry.ts';
import { formatTraceparent, newTraceparent } from '../../platform/traceparent.ts';

const SAFE_REQUEST_ID = /^[A-Za-z0-9._~:@/+=-]{1,128}$/;

/** Takes X-Request-ID and traceparent or makes them, returns them, and runs the request in their context and span. */
export function requestContext(): RequestHandler {
  return (req, res, next) => {
    const given = req.get('X-Request-ID') ?? '';
    const requestId = SAFE_REQUEST_ID.test(given) ? given : randomUUID();
    const options = {
      traceparent: req.get('traceparent'),
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': req.method, 'url.path': req.path },
    };
    void withSpan(req.method, options, async (span) => {
      const context = span.spanContext();
      const traceparent = isSpanContextValid(context) ? formatTraceparent(context) : newTraceparent();
      res.set({ 'X-Request-ID': requestId, traceparent });
      await runInContext({ requestId, traceparent }, () => untilClosed(res, next));
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
