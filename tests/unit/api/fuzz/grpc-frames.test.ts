// What a stranger may send to the gRPC server: messages, frames and metadata that are nearly right, over raw HTTP/2.
import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { eventually } from '../../../../platform/poll.ts';
import * as v1 from '../../../../proto/generated/orders/v1/orders_pb.ts';
import { counterexample, mutated } from '../../../support/fuzz.ts';
import { countOf, expectCleanLog } from '../support/no-harm.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const SECRET = 'sEcReT-that-nobody-logs';

let api: ServedGrpc;
let session: ClientHttp2Session | undefined;
let calls = 1;
/** A new one now and then: the server ends each after five minutes. */
function openSession(): ClientHttp2Session {
  if (session && calls++ % 1000 > 0) return session;
  session?.close();
  session = connect(`http://${api.address}`).on('error', () => undefined);
  return session;
}
beforeAll(async () => {
  api = await serveGrpc({ deadlineMs: 20_000 });
  api.system.put({ id: ID });
});
afterAll(() => session?.destroy());
afterAll(() => api.close());
afterEach(async () => {
  expectCleanLog(api.logLines, SECRET);
  expect((await api.orders.getOrder({ id: ID })).message.id).toBe(ID);
});

const bytesOf = <T extends DescMessage>(schema: T, message: MessageInitShape<T>) => Buffer.from(toBinary(schema, create(schema, message)));
const MESSAGES: Record<string, Buffer> = {
  CreateOrder: bytesOf(v1.CreateOrderRequestSchema, {
    customerId: 'c-1',
    items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999n }],
    payment: { token: `tok_${SECRET}` },
    metadata: { channel: 'web' },
  }),
  GetOrder: bytesOf(v1.GetOrderRequestSchema, { id: ID }),
  ListOrders: bytesOf(v1.ListOrdersRequestSchema, { customerId: 'c-1', limit: 2 }),
  CancelOrder: bytesOf(v1.CancelOrderRequestSchema, { id: ID, reason: 'why not' }),
  WatchOrders: bytesOf(v1.WatchOrdersRequestSchema, { action: { case: 'add', value: { id: ID, afterSequence: 0n } } }),
};
const METHODS = v1.Orders.methods.map(({ name }) => name);

interface Call {
  readonly method: string;
  readonly frames: Buffer;
  readonly metadata?: Readonly<Record<string, string>>;
}
interface End {
  readonly http: number;
  /** Undefined where the call goes on until its caller leaves. */
  readonly grpc: number | undefined;
  readonly details: string;
}

/** @throws where the server says nothing, which is no way to end a call */
async function endOf({ method, frames, metadata = {} }: Call): Promise<End> {
  const path = `/orders.v1.Orders/${method}`;
  const stream = openSession().request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...metadata,
  });
  const told = new Promise<IncomingHttpHeaders>((resolve) => void stream.once('response', resolve));
  const closed = closeOf(stream);
  stream.end(frames);
  // A watch that is open ends when its caller does.
  if (method === 'WatchOrders') void told.then((headers) => 'grpc-status' in headers || stream.close(constants.NGHTTP2_CANCEL));
  const trailers = await closed;
  const headers = await Promise.race([told, Promise.reject(new Error(`${path} was not answered`))]);
  const all = { ...headers, ...trailers };
  const code = all['grpc-status'];
  return { http: Number(all[':status']), grpc: code === undefined ? undefined : Number(code), details: String(all['grpc-message'] ?? '') };
}

async function closeOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  let trailers: IncomingHttpHeaders = {};
  stream.on('trailers', (given: IncomingHttpHeaders) => (trailers = given));
  stream.on('error', () => undefined).resume();
  await once(stream, 'close');
  return trailers;
}

const [OK, UNKNOWN, INTERNAL] = [0, 2, 13];
/** What is no message at all is INTERNAL by the table of gRPC itself, said by its library before anything of ours is called. */
const NO_MESSAGE = /^(Error deserializing request|Failed to decompress message|Invalid grpc-timeout value .*)$/;

async function expectNoFault(call: Call): Promise<void> {
  const before = countOf(api.system);
  const { http, grpc, details } = await endOf(call);
  expect(http).toBe(200);
  if (grpc === undefined) return expect(call.method).toBe('WatchOrders');
  expect(grpc).not.toBe(UNKNOWN);
  if (grpc !== OK) expect(countOf(api.system)).toBe(before);
  if (grpc === INTERNAL) expect(decodeURI(details)).toMatch(NO_MESSAGE);
}

const framed = (message: Buffer, { flag = 0, length = message.length } = {}) => {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
};
const method = fc.constantFrom(...METHODS);
const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some));
/** A message as it should be, one that was changed, or none. */
const messageOf = (name: string) => {
  const good = MESSAGES[name] ?? MESSAGES['CancelOrder'] ?? Buffer.alloc(0);
  return fc.oneof(fc.constant(good), mutated(good, [Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), Buffer.from([0x0a, 0x00])]), bytes);
};
const message = method.chain((name) => messageOf(name).map((body) => ({ method: name, frames: framed(body) })));

/** Frames whose head says something else than what follows. */
const frames = method.chain((name) => {
  const one = fc
    .record({
      body: messageOf(name),
      flag: fc.constantFrom(0, 1, 2, 255),
      zipped: fc.boolean(),
      off: fc.constantFrom(0, 0, -1, 3, 2 ** 18, 2 ** 31),
    })
    .map(({ body, flag, zipped, off }) => {
      const content = zipped ? gzipSync(body) : body;
      return framed(content, { flag, length: Math.max(0, content.length + off) });
    });
  return fc
    .record({ some: fc.array(one, { minLength: 1, maxLength: 3 }), encoding: fc.constantFrom('gzip', 'deflate', 'identity', 'br', '') })
    .map(({ some, encoding }) => ({ method: name, frames: Buffer.concat(some), metadata: { 'grpc-encoding': encoding } }));
});

const METADATA: Record<string, string> = {
  authorization: `Bearer ${SECRET}.payload.signature`,
  'authorization-bin': 'AAAA',
  'grpc-accept-encoding': 'gzip, identity',
  'grpc-message-type': 'orders.v1.GetOrderRequest',
  'grpc-status': '0',
  'grpc-timeout': '20S',
  'idempotency-key': '"key-1"',
  'idempotency-key-bin': '//8=',
  'if-match': '"1"',
  prefer: 'respond-async',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=1',
  'x-forwarded-for': '203.0.113.7',
  'x-request-id': 'request-1',
};
const metadata = fc
  .array(
    fc.constantFrom(...Object.entries(METADATA)).chain(([name, value]) => {
      const changed = mutated(Buffer.from(value), [',', '"', ';', '%', 'x'.repeat(2000)]).map(asValue);
      return fc.oneof(fc.constant(value), changed).map((text): [string, string] => [name, text]);
    }),
    { maxLength: 6 },
  )
  .map((entries): Record<string, string> => Object.fromEntries(entries));

/** Without what no client of HTTP/2 sends. */
function asValue(some: Buffer): string {
  return some.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '~');
}

describe('the gRPC server answers with a status that says whose fault it is,', () => {
  it('whatever is in a message', async () => {
    expect(await counterexample(message, expectNoFault)).toBeUndefined();
  });

  it('whatever the frames say of their messages', async () => {
    expect(await counterexample(frames, expectNoFault)).toBeUndefined();
  });

  it('whatever is in the metadata', async () => {
    const calls = fc.record({ call: message, metadata }).map(({ call, metadata: given }) => ({ ...call, metadata: given }));
    expect(await counterexample(calls, expectNoFault)).toBeUndefined();
  });

  it('and goes on to serve who watches', async () => {
    const watching = { method: 'WatchOrders', frames: framed(MESSAGES['WatchOrders'] ?? Buffer.alloc(0)) };
    const { grpc } = await eventually(
      () => endOf(watching),
      (end) => end.grpc === undefined,
    );
    expect(grpc).toBeUndefined();
  });
});
