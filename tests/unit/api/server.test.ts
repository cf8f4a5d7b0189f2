import { setTimeout as sleep } from 'node:timers/promises';
import { listen, type ServerOptions } from '../../../api/http/server.ts';
import { createConnectionLimit } from '../../../api/limits/connection-limit.ts';

/** A server whose one answer the test holds back. */
async function serveSlowly(options: Partial<ServerOptions> = {}) {
  let answer = () => {};
  let arrived = () => {};
  const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'https://orders.example',
    streams: 0,
    limitConnections: createConnectionLimit(undefined),
    ...options,
    app: (_request, response) => {
      answer = () => response.end('done');
      arrived();
    },
  });
  return { server, hasArrived, answer: () => answer(), url: `http://127.0.0.1:${server.port}/` };
}

describe('draining', () => {
  it('lets what is under way finish and takes nothing new', async () => {
    const { server, hasArrived, answer, url } = await serveSlowly();
    const underWay = fetch(url, { headers: { connection: 'close' } });
    await hasArrived;
    const drained = server.drain(5000);
    await expect(fetch(url)).rejects.toThrow();
    answer();
    expect(await (await underWay).text()).toBe('done');
    await drained;
  });

  it('cuts off what takes too long', async () => {
    const { server, hasArrived, url } = await serveSlowly();
    const underWay = fetch(url).catch(() => 'cut off');
    await hasArrived;
    await server.drain(20);
    expect(await underWay).toBe('cut off');
  });

  it('does not wait for idle connections', async () => {
    const { server, hasArrived, answer, url } = await serveSlowly();
    const first = fetch(url);
    await hasArrived;
    answer();
    await (await first).text();
    expect(await Promise.race([server.drain(5000).then(() => 'drained'), sleep(1000, 'waited')])).toBe('drained');
  });
});
