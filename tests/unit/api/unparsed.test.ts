import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { refuseConnect, refuseUnparsed } from '../../../api/http/unparsed.ts';
import { request as orderRequest } from './support/fakes.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const order = JSON.stringify({ customerId: 'c-1', items: orderRequest().items });
const post = `POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${order.length}\r\n\r\n${order}`;
const get = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

/** What comes back before the server closes the connection. */
async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(app.server.port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return received;
}

const statusesOf = (received: string) => [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

describe('what is not HTTP', () => {
  it.each([
    ['an unknown method', 'BREW /orders HTTP/1.1\r\nHost: localhost\r\n\r\n', 501],
    ['an unknown method in a line that is none', 'EHLO api\r\n\r\n', 400],
    ['the start of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['an address of 100 KB', `GET /orders?${'x'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414],
    ['an unknown transfer coding', 'POST /orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n', 501],
    ['chunks that are not last', 'POST /orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip\r\n\r\n', 400],
    [
      'an unknown coding within chunks',
      'POST /orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      501,
    ],
    ['an unknown version', 'GET /orders HTTP/3.9\r\nHost: localhost\r\n\r\n', 400],
    ['a header without a name', 'GET /orders HTTP/1.1\r\n: a\r\n\r\n', 400],
    ['a length that is none', 'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n', 400],
    [
      'two ways to tell the length',
      'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['headers of 100 KB', `GET /orders HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
    [
      'a chunk that is none',
      'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
  ])('%s is answered as a problem, and the connection closed', async (_what, bytes, status) => {
    const received = await sendBytes(bytes);
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(statusesOf(received)).toEqual([status]);
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(head).toMatch(/^x-request-id: [\w-]{36}\r?$/im);
    expect(head).toMatch(/^traceparent: 00-/im);
    expect(head).toMatch(/^x-content-type-options: nosniff\r?$/im);
    expect(head).toMatch(/^content-security-policy: default-src 'none';/im);
    expect(JSON.parse(body)).toMatchObject({
      status,
      type: expect.stringMatching(/^https:\/\/orders\.example\/shop\/problems\/[a-z-]+$/),
      detail: expect.any(String),
    });
  });

  it('names the methods of all addresses to who asks for a tunnel', async () => {
    const received = await sendBytes('CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(received).toMatch(/^allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r?$/im);
  });

  it.each(['', 'Expect: what nobody has\r\n'])('is told after the answer to the request before it (%j)', async (header) => {
    expect(statusesOf(await sendBytes(`${post.replace('\r\n', `\r\n${header}`)}nonsense\r\n\r\n`))).toEqual([201, 400]);
    expect(app.system.submitted).toHaveLength(1);
  });

  it('is told to nobody when it is the rest of a request that has its answer', async () => {
    const tooLarge = 'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const socket = connect(app.server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
      socket.write('zz\r\n');
    });
    socket.write(`${tooLarge}${(300_000).toString(16)}\r\n${'x'.repeat(300_000)}\r\n`);
    await once(socket, 'close');
    expect(statusesOf(received)).toEqual([413]);
  });
});

describe('a connection with a fault', () => {
  const fault = Object.assign(new Error('Parse Error'), { code: 'HPE_INVALID_CONSTANT' });
  const publicUrl = 'https://orders.example';
  const connection = () => {
    const written: string[] = [];
    const take = (bytes: Buffer, _encoding: string, done: () => void) => (written.push(bytes.toString()), done());
    return { written, socket: new Duplex({ read: () => undefined, write: take }) };
  };

  it('keeps the answer that is under way, however many faults follow', async () => {
    const { written, socket } = connection();
    const request = Object.assign(new IncomingMessage(new Socket()), { complete: true });
    const last = { request, response: new ServerResponse(request) };
    for (const _piece of [1, 2, 3]) refuseUnparsed(fault, { socket, last, publicUrl });
    expect([written, socket.destroyed]).toEqual([[], false]);
    last.response.emit('finish');
    refuseUnparsed(fault, { socket, last, publicUrl });
    expect(socket.destroyed).toBe(false);
    await once(socket, 'finish');
    expect(written).toEqual([expect.stringMatching(/^HTTP\/1\.1 400 /)]);
  });

  it('in the body of a request keeps the answer to the one before it', async () => {
    const { written, socket } = connection();
    const request = new IncomingMessage(new Socket());
    const [response, before] = [new ServerResponse(request), new ServerResponse(request)];
    refuseUnparsed(fault, { socket, last: { request, response, before }, publicUrl });
    expect(written).toEqual([]);
    before.emit('finish');
    await once(socket, 'finish');
    expect(written).toHaveLength(1);
  });

  it('is closed in the end, though its client goes on', async () => {
    const { socket } = connection();
    refuseUnparsed(fault, { socket, last: undefined, publicUrl, lingerMs: 1 });
    await once(socket, 'close');
    expect(socket.writableFinished).toBe(true);
  });

  it('that asked for a tunnel is closed in the end, though its client holds it', async () => {
    const { socket } = connection();
    refuseConnect(socket, { publicUrl, lingerMs: 1 });
    await once(socket, 'close');
    expect(socket.writableFinished).toBe(true);
  });
});

describe('pipelined requests', () => {
  it('are answered in their order', async () => {
    const received = await sendBytes(post + get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect(statusesOf(received)).toEqual([201, 200]);
    expect(received).toContain('healthy');
  });
});
