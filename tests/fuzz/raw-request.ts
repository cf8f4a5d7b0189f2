import { connect, type Socket } from 'node:net';
import { setting } from '../support/api-client.ts';

/** What came back on a connection, up to the end of its first answer. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface RawRequest {
  readonly bytes: Buffer;
  /** Sent byte by byte after the rest, until there is an answer. */
  readonly trickle?: string;
}

const EVERY_MS = 200;

/** Sends the bytes as they are, whatever a client of good manners would make of them. */
export function sendRaw({ bytes, trickle }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(setting('TEST_API_URL'));
  const socket = connect(Number(port), hostname);
  const stopTrickling = trickle === undefined ? () => undefined : trickleInto(socket, trickle);
  return new Promise<RawAnswer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const look = () => {
      const answer = answerIn(Buffer.concat(chunks).toString('latin1'));
      if (answer) resolve(answer);
    };
    socket.on('data', (chunk) => (chunks.push(chunk), look()));
    // A reset may come after the answer, when the server closes while there is still something to send.
    socket.on('error', (error) => (look(), reject(error)));
    socket.on('close', () => reject(new Error(`closed without an answer: ${Buffer.concat(chunks).toString('latin1')}`)));
    socket.write(bytes);
  }).finally(() => {
    stopTrickling();
    socket.destroy();
  });
}

function trickleInto(socket: Socket, text: string): () => void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ''), EVERY_MS);
  return () => clearInterval(timer);
}

function answerIn(received: string): RawAnswer | undefined {
  const [head, ...rest] = received.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(head ?? '')?.[1];
  if (rest.length === 0 || body.length < Number(length ?? 0)) return undefined;
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]),
    contentType: /^content-type: ([^\r]*)/im.exec(head ?? '')?.[1],
    body: Buffer.from(body.slice(0, Number(length ?? 0)), 'latin1').toString(),
  };
}

/** A request with its parts as given; a length is added unless `headers` tell one. */
export function http(line: string, headers: readonly string[] = [], body: Buffer | string = ''): RawRequest {
  const told = headers.some((header) => /^(content-length|transfer-encoding)/i.test(header));
  const length = told || body.length === 0 ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${line} HTTP/1.1`, 'Host: localhost', ...headers, ...length, '', ''].join('\r\n');
  return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]) };
}

/** POST /orders with a JSON body, written as it is to be sent. */
export const postOrder = (body: Buffer | string, headers: readonly string[] = []): RawRequest =>
  http('POST /orders', ['Content-Type: application/json', ...headers], body);
