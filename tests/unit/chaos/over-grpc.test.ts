import { randomUUID } from 'node:crypto';
import type { Answer, Transport } from '../../chaos/calls.ts';
import { overGrpc } from '../../chaos/over-grpc.ts';
import { overHttp } from '../../chaos/over-http.ts';
import { serveApp, type Served } from '../api/support/serve-app.ts';
import { fakeOrderStore, FakeSystem } from '../api/support/fakes.ts';
import { serveGrpc, type ServedGrpc } from '../api/support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
const body = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }], metadata: { script: '1' } };
const keyed = () => ({ script: 1, id, key: randomUUID() });
const never = new AbortController().signal;

let system: FakeSystem;
let app: Served;
let api: ServedGrpc;
let http: Transport;
let grpc: Transport;
beforeEach(async () => {
  system = new FakeSystem();
  app = await serveApp({ reader: system, workflows: system, orders: fakeOrderStore(system) });
  api = await serveGrpc({ system });
  http = overHttp(`http://127.0.0.1:${app.server.port}`, new Map());
  grpc = overGrpc(api.address, http);
});
afterEach(async () => {
  grpc.close();
  await api.close();
  await app.close();
});

describe('a caller of chaos on gRPC', () => {
  it('is told of an order what it is told over HTTP, by the same status and in the same members', async () => {
    const submit = { script: 1, call: 'submit', key: randomUUID(), body } as const;
    const [first, repeated] = [await grpc.send(submit, never), await http.send(submit, never)];
    expect(first).toMatchObject({ status: 201, order: { customerId: 'c-1', totalCents: 3998, version: 1 } });
    expect(repeated).toMatchObject({ status: 201, isReplay: true, order: { id: first.order?.id } });
    const read = { script: 1, call: 'read', id: first.order?.id ?? '' } as const;
    const shown = ({ status, order }: Answer) => ({
      status,
      payment: order?.payment,
      shipments: order?.shipments,
      refunds: order?.refunds,
    });
    expect(shown(await grpc.send(read, never))).toEqual(shown(await http.send(read, never)));
  });

  it('is told by the status what HTTP tells of what is not done yet', async () => {
    system.startOutcome = 'unwritten';
    const submit = { script: 1, call: 'submit', key: randomUUID(), body, prefer: 'respond-async' } as const;
    expect(await grpc.send(submit, never)).toMatchObject({ status: 202, order: { status: 'PENDING' } });
    system.put({ id });
    system.onCancel = () => system.move(id, 'CANCELING');
    system.cancelOutcome = 'running';
    const cancel = { ...keyed(), call: 'cancel', body: { reason: 'chaos 1' } } as const;
    expect((await grpc.send(cancel, never)).status).toBe(202);
    system.move(id, 'CANCELED');
    expect((await grpc.send(cancel, never)).status).toBe(200);
  });

  it('sees a new line beside an older one of its SKU', async () => {
    const { items, version } = system.put({ id, status: 'CONFIRMED' });
    const [line] = items;
    const { sku, quantity } = { ...line!, quantity: line!.quantity + 1 };
    const edit = { ...keyed(), call: 'change', version, body: { reason: 'chaos 1', items: [{ sku, quantity, priceCents: 100 }] } } as const;
    system.cancelOutcome = 'running';
    expect((await grpc.send(edit, never)).status).toBe(202);
    system.put({ id, status: 'CONFIRMED', items: [line!, { ...line!, lineId: 'line_1_1', quantity }] });
    expect((await grpc.send(edit, never)).status).toBe(200);
  });

  it('is refused in the words of HTTP, and told again that it was', async () => {
    system.put({ id, status: 'SHIPPED' });
    const cancel = { ...keyed(), call: 'cancel', body: { reason: 'chaos 1' } } as const;
    expect(await grpc.send(cancel, never)).toEqual({ status: 409, problem: 'cancel-too-late' });
    expect(await grpc.send(cancel, never)).toEqual({ status: 409, problem: 'cancel-too-late', isReplay: true });
    system.postgresIsAway = true;
    const away = await grpc.send({ script: 1, call: 'read', id }, never);
    expect(away).toMatchObject({ status: 503, problem: 'dependency-unavailable' });
    expect(away.repeatAfterMs).toBeGreaterThan(0);
  });

  it('has no answer when nobody is there', async () => {
    await api.server.drain(0);
    await expect(grpc.send({ script: 1, call: 'read', id }, never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
