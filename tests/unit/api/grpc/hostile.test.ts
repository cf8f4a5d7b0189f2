// What no client of gRPC sends: frames, messages and metadata that are wrong, each over a connection of its own.
import { once } from 'node:events';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const ID = '00000000-0000-4000-8000-000000000001';
let api: ServedGrpc;
beforeAll(async () => {
  api = await serveGrpc();
  api.system.put({ id: ID });
});
afterAll(() => api.close());
afterEach(async () => expect((await api.orders.getOrder({ id: ID })).message.id).toBe(ID));

const USUAL = { ':method': 'POST', ':path': '/orders.v1.Orders/GetOrder', 'content-type': 'application/grpc', te: 'trailers' };
const framed = (message: Buffer, { flag = 0, length = message.length } = {}) => {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
};
const field = (number: number, text: Buffer | string) => Buffer.from([(number << 3) | 2, Buffer.byteLength(text), ...Buffer.from(text)]);
const GOOD = framed(field(1, ID));
/** Groups within groups, which old Protocol Buffers had: as field 200, which is not known. */
const DEEP = Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([0xc3, 0x0c])));

async function withSession<T>(use: (session: ClientHttp2Session) => Promise<T>): Promise<T> {
  const session = connect(`http://${api.address}`);
  session.on('error', () => undefined);
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

/** The status of HTTP, and that of gRPC; nothing where the server hangs up. */
function send(headers: OutgoingHttpHeaders, ...chunks: Buffer[]): Promise<string> {
  return withSession(async (session) => {
    const answer: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
    const stream = session.request({ ...USUAL, ...headers });
    for (const event of ['response', 'trailers'] as const)
      stream.on(event, (more: IncomingHttpHeaders) => void Object.assign(answer, more));
    stream.on('error', () => undefined);
    stream.resume();
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    await once(stream, 'close');
    return `${answer[':status'] ?? 'no answer'} ${String(answer['grpc-status'] ?? '')}`.trim();
  });
}

describe('a hostile call harms nobody, and the next one is served:', () => {
  it.each<[string, string, OutgoingHttpHeaders, ...Buffer[]]>([
    ['a message that is none', '200 13', {}, framed(Buffer.from([0xff, 0xff, 0xff]))],
    ['a message that is cut', '200 13', {}, framed(field(1, ID).subarray(0, 9))],
    ['a text that is no UTF-8', '200 13', {}, framed(field(1, Buffer.from([0xc3, 0x28])))],
    ['groups, fifty thousand deep', '200 13', {}, framed(DEEP)],
    ['a frame that promises more than comes', '200 12', {}, framed(Buffer.alloc(3), { length: 100 })],
    ['a frame of four gigabytes', '200 8', {}, framed(Buffer.alloc(3), { length: 0xffffffff })],
    ['no frame', '200 12', {}],
    ['two messages', '200 12', {}, GOOD, GOOD],
    ['a flag that means nothing', '200 0', {}, framed(field(1, ID), { flag: 7 })],
    ['an encoding that nobody knows', '200 12', { 'grpc-encoding': 'zap' }, framed(field(1, ID), { flag: 1 })],
    ['gzip that is none', '200 13', { 'grpc-encoding': 'gzip' }, framed(field(1, ID), { flag: 1 })],
    ['another content type', '415', { 'content-type': 'text/plain' }, GOOD],
    ['GET', '200 12', { ':method': 'GET' }],
    ['a path that is no method', '200 12', { ':path': '/' }, GOOD],
    ['a service in other letters', '200 12', { ':path': '/orders.v1.orders/GetOrder' }, GOOD],
    ['a time-out that is none', '200 13', { 'grpc-timeout': 'soon' }, GOOD],
    ['names of ours in metadata of bytes', '200 0', { 'authorization-bin': 'AAA', 'idempotency-key-bin': '//8=' }, GOOD],
    ['traces and ids that are none', '200 0', { traceparent: '00-zz', tracestate: '=', 'x-request-id': 'x'.repeat(500) }, GOOD],
    ['a preference that is none', '200 0', { prefer: 'wait=soon, ;;' }, GOOD],
    ['metadata that fills all that there may be', '200 0', { 'x-long': 'x'.repeat(60_000) }, GOOD],
  ])('%s', async (_what, expected, headers, ...chunks) => {
    expect(await send(headers, ...chunks)).toBe(expected);
  });

  it('bytes that are no HTTP/2', async () => {
    const [host = '', port = ''] = api.address.split(':');
    const socket = connectSocket(Number(port), host);
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  it('calls that are made and taken back by the thousand, which end their connection', async () => {
    await withSession(async (session) => {
      const closed = new Promise((resolve) => session.once('close', resolve));
      while (!session.destroyed) {
        const calls = Array.from({ length: 200 }, () => session.request(USUAL).on('error', () => undefined));
        await new Promise((resolve) => setImmediate(resolve));
        for (const call of calls) call.close(constants.NGHTTP2_CANCEL);
      }
      await closed;
      expect(session.destroyed).toBe(true);
    });
  });
});
