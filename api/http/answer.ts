import type { Response } from 'express';

/** What a handler answers; one place sends it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text when the headers name another Content-Type. */
  readonly body?: unknown;
}

/** Sends the answer, unless another one (the deadline's) went out before. */
export function send(res: Response, { status, headers = {}, body }: Answer): void {
  if (res.headersSent) return;
  res.status(status).set({ 'Cache-Control': 'no-store', ...headers });
  if (body === undefined) return void res.end();
  if (typeof body === 'string') return void res.send(body);
  const type = status >= 400 && isProblem(body) ? 'application/problem+json' : 'application/json';
  res.type(type).send(Buffer.from(JSON.stringify(body)));
}

function isProblem(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body;
}
