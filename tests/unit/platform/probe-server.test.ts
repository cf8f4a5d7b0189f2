import { startProbeServer } from '../../../platform/probe-server.ts';

describe('the probe server', () => {
  let ready = true;
  let broken = false;
  let server: Awaited<ReturnType<typeof startProbeServer>>;
  beforeAll(async () => {
    server = await startProbeServer({
      host: '127.0.0.1',
      port: 0,
      ready: async () => ({ ready, body: { status: ready ? 'ready' : 'draining' } }),
      metrics: async (format) => {
        if (broken) throw new Error('no');
        return `in ${format}`;
      },
    });
  });
  afterAll(() => server.close());
  const get = (path: string, method = 'GET', headers = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers });

  it('is live, ready when its process is, and shows metrics', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
    expect(await (await get('/metrics?x=1')).text()).toBe('in prometheus');
    const openMetrics = await get('/metrics', 'GET', { accept: 'application/openmetrics-text' });
    expect([openMetrics.headers.get('content-type'), await openMetrics.text()]).toEqual([
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
      'in openmetrics',
    ]);
    ready = false;
    expect((await get('/readyz')).status).toBe(503);
  });

  it.each([
    ['GET', '/metrics', 503, { 'retry-after': '2' }],
    ['GET', '/', 404, {}],
    ['POST', '/healthz', 405, { allow: 'GET, HEAD' }],
    ['DELETE', '/metrics', 405, { allow: 'GET, HEAD' }],
  ])('answers %s %s with %i and a problem when it cannot or does not serve that', async (method, path, status, headers) => {
    broken = true;
    const response = await get(path, method);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'application/problem+json', ...headers });
    expect(await response.json()).toMatchObject({ type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) });
  });
});
