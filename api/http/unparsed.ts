import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../domain/errors.ts';
import { problemAnswer } from './problem.ts';
import { TransportError } from '../transport-error.ts';

/** One request of a connection, and its answer so far. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Answers what Node could not parse as HTTP, or did not get in time, and closes the connection; `last` is the exchange that the
 * connection saw before, if any.
 */
export function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex, last: Exchange | undefined): void {
  const refuse = () => {
    if (socket.writable) socket.end(asHttp(meaningOf(error)));
    else socket.destroy();
  };
  if (!last) return refuse();
  const { request, response } = last;
  // The fault is in a later request than the one that is being answered: that answer goes first.
  if (request.complete && !response.writableFinished) return void response.once('finish', refuse);
  // The fault is in a body whose request has its answer already: there is nobody left to tell.
  if (!request.complete && response.headersSent) return void socket.destroy();
  refuse();
}

/** CONNECT asks for a tunnel, and there is none. */
export function refuseConnect(socket: Duplex): void {
  socket.end(asHttp(new DomainError('METHOD_NOT_ALLOWED', 'This is no proxy.'), { Allow: 'GET, HEAD, OPTIONS, POST, PUT' }));
}

function asHttp(error: DomainError | TransportError, more: Record<string, string> = {}): string {
  const { status, headers, body } = problemAnswer(error, '/');
  const text = JSON.stringify(body);
  const lines = Object.entries({
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    ...headers,
    ...more,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n');
}

function meaningOf({ code }: NodeJS.ErrnoException): DomainError | TransportError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new TransportError('REQUEST_TIMEOUT', 'The whole request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new TransportError('HEADERS_TOO_LARGE', 'The headers and the address may have 16 KiB together.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new DomainError('PAYLOAD_TOO_LARGE', 'The chunk extensions are too large.');
    case 'HPE_INVALID_METHOD':
      return new DomainError('MALFORMED_REQUEST', 'The method is none that HTTP knows.');
    default:
      return new DomainError('MALFORMED_REQUEST', 'The request is not HTTP/1.1.');
  }
}
