// Streams as they come through somebody else's proxy, with its defaults.
import { FollowedOrders } from '../../clients/grpc/followed-orders.ts';
import { createOrdersClient } from '../../clients/grpc/orders-client.ts';
import { serverSentEvents } from '../../clients/typescript/src/server-sent-events.ts';
import { findDebianProgram, type FoundProgram } from '../support/debian-program.ts';
import { NGINX, startNginx, type Nginx } from '../support/nginx.ts';
import { NOW } from '../unit/api/support/fakes.ts';
import { serveApp, type Served } from '../unit/api/support/serve-app.ts';
import { serveGrpc, type ServedGrpc } from '../unit/api/support/serve-grpc.ts';

const nginx = await findDebianProgram(NGINX);
const found = (): FoundProgram => {
  if (!nginx) throw new Error('without nginx its tests are skipped');
  return nginx;
};
const ID = '00000000-0000-4000-8000-000000000001';
/** What would be held back is held back for longer. */
const PATIENCE_MS = 30_000;

(nginx ? describe : describe.skip)('behind nginx', () => {
  let http: Served;
  let grpc: ServedGrpc;
  let proxy: Nginx;
  let changes = 0;
  beforeAll(async () => {
    grpc = await serveGrpc();
    const { system } = grpc;
    http = await serveApp({ reader: system, feed: system.feed });
    const made = system.put({ id: ID });
    system.history = () =>
      Array.from({ length: changes + 1 }, (_, index) => {
        const type = index === 0 ? 'orders.created' : 'orders.note_added';
        return { sequence: index + 1, type, at: NOW, actor: 'api', why: '', order: { ...made, version: index + 1 } };
      });
    proxy = await startNginx(found(), { httpPort: http.server.port, grpcAddress: grpc.address, grpcSilenceSeconds: 1 });
  });
  afterAll(async () => {
    await proxy.close();
    await http.close();
    await grpc.close();
  });

  const change = () => {
    changes += 1;
    grpc.system.feed.store({ orderId: ID, type: 'orders.note_added' });
  };

  it('the events of an order come as they are made, though nginx collects what it passes on', async () => {
    const closing = new AbortController();
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const url = `http://127.0.0.1:${proxy.httpPort}/orders/${ID}/events`;
    const events = serverSentEvents(await fetch(url, { headers: { accept: 'text/event-stream' }, signal }));
    const first = changes + 1;
    for (let n = 1; n <= first; n += 1) expect((await events.next()).value).toMatchObject({ id: String(n) });
    change();
    expect((await events.next()).value).toMatchObject({ id: String(first + 1) });
    closing.abort();
  });

  it('a WatchOrders that it cuts off is taken up again, and each event is told once and in order', async () => {
    const [closing, known] = [new AbortController(), changes + 1];
    const orders = createOrdersClient(`127.0.0.1:${proxy.grpcPort}`);
    let cuts = 0;
    const onComeback = () => {
      cuts += 1;
      // While nobody listens.
      change();
    };
    const followed = new FollowedOrders(orders, { signal: closing.signal, comebackMs: 10, onComeback });
    followed.add(ID);
    const told: number[] = [];
    for await (const { sequence } of followed) {
      told.push(Number(sequence));
      if (cuts === 2 && told.length === known + 2) break;
    }
    closing.abort();
    orders.close();
    expect(told).toEqual(Array.from({ length: known + 2 }, (_, n) => n + 1));
  });
});
