import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listen } from '../../../../api/http/server.ts';
import { createConnectionLimit, type ConnectionLimit } from '../../../../api/limits/connection-limit.ts';
import { serveGrpc } from '../support/serve-grpc.ts';

const HOST = '127.0.0.1';
const id = '00000000-0000-4000-8000-000000000001';
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serveHttp(limitConnections: ConnectionLimit): Promise<number> {
  const app = (_request: unknown, response: { end(text: string): void }) => response.end('done');
  const server = await listen({ host: HOST, port: 0, publicUrl: 'https://orders.example', streams: 0, limitConnections, app });
  stops.push(() => server.drain(0));
  return server.port;
}

async function serveGrpcToo(limitConnections: ConnectionLimit) {
  const api = await serveGrpc({ limitConnections });
  stops.push(api.close);
  api.system.put({ id });
  return api;
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, HOST);
  await once(socket, 'connect');
  return socket;
}

describe('the connections of an address', () => {
  it('are so many, and more are closed before they have said anything', async () => {
    const port = await serveHttp(createConnectionLimit(2));
    const [first] = [await opened(port), await opened(port)];
    await once(await opened(port), 'close', { signal: AbortSignal.timeout(10_000) });
    first.destroy();
    await once(first, 'close');
    expect(await (await fetch(`http://${HOST}:${port}/`)).text()).toBe('done');
  });

  it('over gRPC are limited as well, however many calls one of them carries', async () => {
    const api = await serveGrpcToo(createConnectionLimit(1));
    const calls = await Promise.all(Array.from({ length: 5 }, () => api.orders.getOrder({ id })));
    expect(calls.map(({ message }) => message.id)).toEqual(calls.map(() => id));
    await expect(api.connect().getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await api.orders.getOrder({ id })).message.id).toBe(id);
  });

  it('over HTTP and gRPC count together', async () => {
    const limit = createConnectionLimit(1);
    const [port, api] = [await serveHttp(limit), await serveGrpcToo(limit)];
    const http = await opened(port);
    await expect(api.orders.getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    http.destroy();
    await once(http, 'close');
    expect((await api.connect().getOrder({ id })).message.id).toBe(id);
  });
});
