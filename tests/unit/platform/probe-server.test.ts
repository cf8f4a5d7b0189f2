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
      metrics: async () => {
        if (broken) throw new Error('no');
        return 'a 1\n';
      },
    });
  });
  afterAll(() => server.close());
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

  it('is live, ready when its process is, and shows metrics', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
    expect(await (await get('/metrics?x=1')).text()).toBe('a 1\n');
    ready = false;
    expect((await get('/readyz')).status).toBe(503);
  });

  it('answers 503 when it cannot tell, 404 and 405 for what it does not serve', async () => {
    broken = true;
    expect((await get('/metrics')).status).toBe(503);
    expect((await get('/')).status).toBe(404);
    expect((await get('/healthz', 'POST')).status).toBe(405);
  });
});
