import type { Response } from 'express';
import type { EventSource } from './event-stream.ts';

/** What a handler answers; one place sends it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** JSON, or text when the headers name another Content-Type. */
  readonly body?: unknown;
  /** Events in place of a body, as they come. */
  readonly events?: EventSource;
}

/** Sends the answer, unless another one (the deadline's) went out before. */
export function send(res: Response, { status, headers = {}, body }: Answer): void {
  if (res.headersSent) return;
  res.status(status).set({ 'Cache-Control': 'no-store', ...headers });
  if (body === undefined) return void res.end();
  if (typeof body !== 'string') res.type(isProblem(body) ? 'application/problem+json' : 'application/json');
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  // Not Express' send(), which would answer 304 by itself to any If-None-Match: *.
  res.set('Content-Length', String(bytes.length)).end(bytes);
}

function isProblem(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body && 'detail' in body;
}
