import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { metricsAnswer, type MetricsPage } from './metrics/format.ts';
import { plainProblem, PROBLEM_CONTENT_TYPE } from './plain-problem.ts';

export interface ProbeServerOptions {
  readonly host: string;
  readonly port: number;
  readonly ready: () => Promise<{ readonly ready: boolean; readonly body: unknown }>;
  readonly metrics: MetricsPage;
}

/** Health and metrics of a process that serves nothing else: /healthz, /readyz, /metrics. */
export async function startProbeServer({
  host,
  port,
  ready,
  metrics,
}: ProbeServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const pages: Record<string, (response: ServerResponse, request: IncomingMessage) => Promise<void>> = {
    '/healthz': async (response) => json(response, 200, { status: 'live' }),
    '/readyz': async (response) => {
      const state = await ready();
      json(response, state.ready ? 200 : 503, state.body);
    },
    '/metrics': async (response, { headers: { accept } }) => {
      const { contentType, text } = await metricsAnswer(metrics, accept);
      response.writeHead(200, { 'content-type': contentType }).end(text);
    },
  };
  const server = createServer((request, response) => {
    const page = pages[request.url?.split('?')[0] ?? ''];
    if (!page) return refuse(response, 404, `There are ${Object.keys(pages).join(', ')} here.`);
    if (!['GET', 'HEAD'].includes(request.method ?? '')) return refuse(response, 405, `This address knows ${ALLOWED}.`, { allow: ALLOWED });
    page(response, request).catch(() => refuse(response, 503, 'This cannot be told right now.', { 'retry-after': '2' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ALLOWED = 'GET, HEAD';

function refuse(response: ServerResponse, status: number, detail: string, headers: Record<string, string> = {}): void {
  const problem = plainProblem(status, detail);
  response
    .writeHead(status, { 'content-type': PROBLEM_CONTENT_TYPE, 'cache-control': 'no-store', ...headers })
    .end(JSON.stringify(problem));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
