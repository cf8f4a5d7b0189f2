import { createServer, type RequestListener } from 'node:http';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly app: RequestListener;
}

export interface Server {
  readonly port: number;
  /** Takes no new connections, lets what is under way finish, and cuts off what has not after `drainMs`. */
  drain(drainMs: number): Promise<void>;
}

/** A client has this long for its headers, and this long for its whole request (ms). */
const HEADERS_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than load balancers keep a connection idle (60 s is usual): so that it is they who close it, not we while they send. */
const KEEP_ALIVE_MS = 65_000;

export async function listen({ host, port, app }: ServerOptions): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1000,
    },
    app,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
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
