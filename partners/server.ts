import { createServer, type RequestListener } from 'node:http';

export interface Server {
  /** Takes no new connections, lets what is under way finish, and cuts off what has not after `drainMs`. */
  drain(drainMs: number): Promise<void>;
}

/** Longer than a client keeps a connection idle: it is the client who closes it, not we while it sends (ms). */
const KEEP_ALIVE_MS = 65_000;

export async function listen({ host, port, app }: { host: string; port: number; app: RequestListener }): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    drain: (drainMs) =>
      new Promise((resolve) => {
        const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
        server.close(() => {
          clearTimeout(cutOff);
          resolve();
        });
      }),
  };
}
