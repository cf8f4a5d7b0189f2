import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../domain/errors.ts';
import { newTraceparent } from '../../platform/traceparent.ts';
import { BROWSER_HEADERS } from './browser-headers.ts';
import { unknownMethod } from './known-method.ts';
import { problemAnswer } from './problem.ts';
import { METHODS } from './resource.ts';
import { unknownTransferCoding } from './transfer-coding.ts';
import { TransportError } from '../transport-error.ts';

/** What Node says of bytes that it cannot parse. */
interface ParseError extends NodeJS.ErrnoException {
  readonly reason?: string;
  /** What was read last from the connection, and how much of it was parsed. */
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** One request of a connection, and its answer so far. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What answers the request before it, if there was one. */
  readonly before?: ServerResponse | undefined;
}

interface Refusal {
  readonly publicUrl: string;
  /** Whoever has been refused has so long to read why. */
  readonly lingerMs?: number;
}

interface Unparsed extends Refusal {
  readonly socket: Duplex;
  /** The exchange that the connection saw before, if any. */
  readonly last: Exchange | undefined;
}

const LINGER_MS = 5000;

/** Connections of which the rest is not readable. */
const broken = new WeakSet<Duplex>();

/** Answers what Node could not parse as HTTP, or did not get in time, and closes the connection. */
export function refuseUnparsed(error: ParseError, { socket, last, publicUrl, lingerMs = LINGER_MS }: Unparsed): void {
  // Each piece that follows a fault is one more: none of them may cut off an answer that is under way.
  if (broken.has(socket)) return;
  broken.add(socket);
  const refuse = () => {
    if (socket.writable) socket.end(asHttp(meaningOf(error), publicUrl));
    closeWithin(lingerMs, socket);
  };
  if (!last) return refuse();
  const { request, response, before } = last;
  // The fault is in a later request than the one that is being answered: that answer goes first.
  if (request.complete) return onceSent(response, refuse);
  if (!response.headersSent) return before ? onceSent(before, refuse) : refuse();
  // The fault is in a body whose request has its answer already: there is nobody left to tell.
  if (response.writableEnded) return onceSent(response, () => closeWithin(lingerMs, socket.end()));
  socket.destroy();
}

function onceSent(response: ServerResponse, proceed: () => void): void {
  if (response.writableFinished) proceed();
  else response.once('finish', proceed);
}

/** Once everything was sent, even when the client goes on and on. */
function closeWithin(lingerMs: number, socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** CONNECT asks for a tunnel, and there is none. */
export function refuseConnect(socket: Duplex, { publicUrl, lingerMs = LINGER_MS }: Refusal): void {
  const refusal = new DomainError('METHOD_NOT_ALLOWED', 'This is no proxy.');
  closeWithin(lingerMs, socket.end(asHttp(refusal, publicUrl, { Allow: ['HEAD', 'OPTIONS', ...METHODS].toSorted().join(', ') })));
}

function asHttp(error: DomainError | TransportError, publicUrl: string, more: Record<string, string> = {}): string {
  const { status, headers, body } = problemAnswer(error, { path: '/', publicUrl });
  const text = JSON.stringify(body);
  const lines = Object.entries({
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    ...BROWSER_HEADERS,
    'X-Request-ID': randomUUID(),
    traceparent: newTraceparent(),
    ...headers,
    ...more,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n');
}

function meaningOf(error: ParseError): DomainError | TransportError {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new TransportError('REQUEST_TIMEOUT', 'The whole request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return isMostlyTarget(error)
        ? new TransportError('TARGET_TOO_LONG', 'The address and the headers may have 16 KiB together.')
        : new TransportError('HEADERS_TOO_LARGE', 'The headers and the address may have 16 KiB together.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new DomainError('PAYLOAD_TOO_LARGE', 'The chunk extensions are too large.');
    case 'HPE_INVALID_METHOD':
      return hasRequestLine(error) ? unknownMethod() : notHttp();
    case 'HPE_INVALID_TRANSFER_ENCODING':
      // Beside a length, and for chunks that are not last, it is not known where the body ends: that is no HTTP.
      return error.reason?.startsWith('Request has invalid') ? unknownTransferCoding() : notHttp();
    default:
      return notHttp();
  }
}

function notHttp(): DomainError {
  return new DomainError('MALFORMED_REQUEST', 'The request is not HTTP/1.1.');
}

/** A request line of so many bytes is what does not fit, whatever headers follow. */
const LONG_LINE_BYTES = 8 * 1024;

function isMostlyTarget({ rawPacket }: ParseError): boolean {
  const start = rawPacket?.subarray(0, LONG_LINE_BYTES).toString('latin1') ?? '';
  return /^[A-Z-]+ [^\r\n]*$/.test(start) && start.length === LONG_LINE_BYTES;
}

/** Of a method that Node does not know: the line that it stopped in reads as HTTP otherwise. */
function hasRequestLine({ rawPacket, bytesParsed = 0 }: ParseError): boolean {
  const text = rawPacket?.toString('latin1') ?? '';
  const line = text.slice(text.lastIndexOf('\n', bytesParsed - 1) + 1).split('\r\n', 1)[0] ?? '';
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]$/.test(line);
}
