import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { requireApiKey } from '../../../partners/http/api-key.ts';
import { answerErrors } from '../../../partners/http/errors.ts';
import { probeRoutes } from '../../../partners/http/probes.ts';
import { createLogger } from '../../../platform/logger.ts';

let server: Server;
beforeAll(async () => {
  const app = express();
  app.use(
    probeRoutes({
      ready: async () => ({ ready: true, body: { status: 'ready', dependencies: {} } }),
      metrics: async (format) => `in ${format}`,
    }),
  );
  app.use(requireApiKey('the-key-of-the-shop'), answerErrors(createLogger('partners', 'silent')));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());
const fetchPath = (path: string, method: string, headers = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method, headers });

it.each(['/healthz', '/readyz', '/metrics'])('the partners say what %s allows', async (path) => {
  const response = await fetchPath(path, 'POST');
  expect([response.status, response.headers.get('allow'), response.headers.get('content-type')]).toEqual([
    405,
    'GET, HEAD',
    expect.stringMatching(/^application\/problem\+json/),
  ]);
});

it('the partners say how to prove who calls', async () => {
  const response = await fetchPath('/payments/x', 'GET');
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="partners"']);
});

it('the partners show metrics in the format that is asked for', async () => {
  const response = await fetchPath('/metrics', 'GET', { accept: 'application/openmetrics-text' });
  expect([response.headers.get('content-type'), await response.text()]).toEqual([
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
    'in openmetrics',
  ]);
});
