import { Client, credentials } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { eventually } from '../../../../platform/poll.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
let api: ServedGrpc;
let client: Client;
beforeEach(async () => {
  api = await serveGrpc();
  client = new Client(api.address, credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  await api.close();
});

const healthOf = (service: string): Promise<{ status: string }> => {
  const { path, requestSerialize, responseDeserialize } = healthService['Check'] ?? {};
  if (!path || !requestSerialize || !responseDeserialize) throw new Error('grpc-health-check has no Check');
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) => {
      if (error) reject(error);
      else resolve(answer as { status: string });
    });
  });
};

describe('health', () => {
  it.each(['', 'orders.v1.Orders'])('of %j is that of /readyz', async (service) => {
    expect(await healthOf(service)).toEqual({ status: 'NOT_SERVING' });
    await api.health.follow();
    expect(await healthOf(service)).toEqual({ status: 'SERVING' });
    api.state.ready = false;
    await eventually(
      () => healthOf(service),
      ({ status }) => status === 'NOT_SERVING',
    );
  });

  it('of a service that is not there is not known', async () => {
    await expect(healthOf('payments.v1.Payments')).rejects.toMatchObject({ code: 5 });
  });
});

describe('a drain', () => {
  it('lets a call that is under way finish, and takes no new one', async () => {
    await api.health.follow();
    api.system.put({ id });
    const { find } = api.system;
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let held = false;
    api.system.find = async (orderId) => ((held = true), await gate, find(orderId));
    const underWay = api.orders.getOrder({ id });
    await eventually(
      async () => held,
      (isHeld) => isHeld,
    );
    const drained = api.server.drain(10_000);
    api.system.find = find;
    await expect(api.connect().getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    letGo();
    expect((await underWay).message.id).toBe(id);
    await drained;
  });

  it('cuts off what does not end', async () => {
    await api.close();
    api = await serveGrpc({ deadlineMs: 500 });
    api.system.hangs = true;
    const call = api.orders.getOrder({ id }).catch((error: unknown) => error);
    await eventually(
      async () => api.system.lookups,
      (lookups) => lookups === 1,
    );
    await api.server.drain(50);
    // At its own deadline it would have had an answer of ours.
    expect(await call).toMatchObject({ name: 'CallError', reason: undefined });
  });

  it('tells whoever watches its health', async () => {
    await api.health.follow();
    const { path, requestSerialize, responseDeserialize } = healthService['Watch'] ?? {};
    if (!path || !requestSerialize || !responseDeserialize) throw new Error('grpc-health-check has no Watch');
    const seen: string[] = [];
    const watch = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' });
    watch.on('data', ({ status }: { status: string }) => seen.push(status)).on('error', () => {});
    await eventually(
      async () => seen,
      (statuses) => statuses.length === 1,
    );
    await api.server.drain(200);
    expect(seen).toEqual(['SERVING', 'NOT_SERVING']);
  });
});

describe('reflection', () => {
  /** `bytes` is a ServerReflectionRequest; of its answer the text is enough. */
  const ask = (bytes: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const identity = (message: Buffer) => message;
      const stream = client.makeBidiStreamRequest('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', identity, identity);
      stream.once('data', (answer: Buffer) => resolve(answer.toString('latin1'))).on('error', reject);
      stream.write(bytes);
      stream.end();
    });
  const field = (number: number, text: string) => Buffer.from([(number << 3) | 2, text.length, ...Buffer.from(text)]);

  it('lists what can be called', async () => {
    const services = await ask(field(7, '*'));
    expect(services).toContain('orders.v1.Orders');
    expect(services).toContain('grpc.health.v1.Health');
  });

  it.each(['orders.v1.Orders.CreateOrder', 'google.rpc.ErrorInfo', 'grpc.health.v1.HealthCheckResponse'])(
    'describes %s',
    async (symbol) => {
      expect(await ask(field(4, symbol))).toContain(symbol.split('.').at(-1));
    },
  );

  it('says that it does not know what is not there', async () => {
    expect(await ask(field(4, 'orders.v1.Nothing'))).toContain('Symbol not found');
  });
});

it('answers a method that is not there with UNIMPLEMENTED', async () => {
  const call = new Promise((_resolve, reject) => {
    const identity = (bytes: Buffer) => bytes;
    client.makeUnaryRequest('/orders.v1.Orders/Nothing', identity, identity, Buffer.alloc(0), reject);
  });
  await expect(call).rejects.toMatchObject({ code: 12 });
});
