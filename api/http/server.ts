import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionLimit } from '../limits/connection-limit.ts';
import { refuseConnect, refuseUnparsed, type Exchange } from './unparsed.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** PUBLIC_URL: problems lead there. */
  readonly publicUrl: string;
  /** How many connections may stay open besides those of requests. */
  readonly streams: number;
  readonly limitConnections: ConnectionLimit;
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
/** Each can hold a body of 256 KiB while it trickles in: together at most 256 MiB. */
const MOST_REQUESTS = 1000;
/** The address and all headers of a request (bytes); Node's default, written down because answers name it. */
const MAX_HEADER_BYTES = 16 * 1024;

export async function listen({ host, port, publicUrl, streams, limitConnections, app }: ServerOptions): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The app refuses a request without one, and says so.
      requireHostHeader: false,
    },
    app,
  );
  server.maxConnections = MOST_REQUESTS + streams;
  limitConnections(server);
  answerWhatNoAppSees(server, publicUrl);
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

/** Node would close the connection without a word, or with an empty answer. */
function answerWhatNoAppSees(server: HttpServer, publicUrl: string): void {
  const last = new WeakMap<Duplex, Exchange>();
  server.prependListener('request', (request, response) => {
    last.set(request.socket, { request, response, before: last.get(request.socket)?.response });
  });
  server.on('clientError', (error, socket) => refuseUnparsed(error, { socket, last: last.get(socket), publicUrl }));
  // Expectations other than 100-continue may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) => refuseConnect(socket, { publicUrl }));
}
