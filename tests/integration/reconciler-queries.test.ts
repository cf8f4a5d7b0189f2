import { connectDatabase } from '../../adapters/postgres/database.ts';
import { createReconcilerQueries } from '../../adapters/postgres/reconciler-queries.ts';
import { readGauges, readOpenOrders } from '../../adapters/postgres/gauges.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import type { Refund } from '../../domain/order.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import type { ReconcilerQueries } from '../../domain/ports/reconciler-queries.ts';
import { eventually } from '../../platform/poll.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause, order, request } from '../support/orders.ts';

let database: FreshDatabase;
let orders: OrderStore;
let queries: ReconcilerQueries;
beforeAll(async () => {
  database = await freshDatabase();
  orders = createOrderStore({ db: database.db, now: () => new Date() });
  queries = createReconcilerQueries(database.db);
});
afterAll(() => database.drop());

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const later = () => new Date(Date.now() + 60_000).toISOString();

async function made(): Promise<string> {
  const { id } = await orders.create(order(), cause);
  return id;
}
const canceled = async () => {
  const id = await made();
  await orders.change(id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
  await orders.change(id, 'canceled', cause, () => ({ status: 'CANCELED', why: 'undone' }));
  return id;
};
const hold = (id: string, sku: string, quantity: number, expiresAt = later()) =>
  database.query(
    `insert into reservations (id, order_id, line_id, sku, quantity, reserved, expires_at) values ('res_' || $1 || $2, $1, 'line_' || $2, $2, $3, $3, $4)`,
    [id, sku, quantity, expiresAt],
  );
const stock = (sku: string, onHand: number, reserved: number) =>
  database.query('insert into stock (sku, on_hand, reserved) values ($1, $2, $3)', [sku, onHand, reserved]);

describe("the reconciler's queries", () => {
  beforeEach(() => database.query('truncate orders, order_events, outbox, reservations, stock cascade'));

  it('give open orders as their workflows were given them, with the request they came from', async () => {
    const given = { ...order(), fingerprint: 'f-1' };
    await orders.create(given, { actor: 'api', requestId: 'req-7', traceparent: 'trace-7' });
    const ended = await canceled();
    expect(await queries.open(null, 10)).toEqual([given.id]);
    expect(await queries.open(given.id, 10)).toEqual([]);
    expect((await queries.notOpen([given.id, ended, 'nobody'])).toSorted()).toEqual([ended, 'nobody'].toSorted());
    expect(await queries.started([given.id, ended])).toEqual([
      { ...given, request: request(), cause: { actor: 'api', requestId: 'req-7', traceparent: 'trace-7' } },
    ]);
  });

  it('tell the statusVersion of the orders that have a row', async () => {
    const id = await canceled();
    const statuses = await queries.statuses([id, 'nobody']);
    expect([...statuses]).toEqual([
      [id, { status: 'CANCELED', updatedAt: expect.stringMatching(/Z$/) as string, paymentStatus: 'pending', paymentReference: null }],
    ]);
    expect((await queries.orders([id, 'nobody'])).map((found) => [found.id, found.status])).toEqual([[id, 'CANCELED']]);
  });

  it('tell stock that is held for an order at its end from stock that is held for none', async () => {
    const [open, ended] = [await made(), await canceled()];
    for (const id of [open, ended]) await hold(id, 'SKU-1', 2);
    await hold('lost', 'SKU-1', 2, HOUR_AGO);
    await hold('lost', 'SKU-2', 1, HOUR_AGO);
    expect(await queries.strayReservations(10)).toEqual([{ orderId: ended, lines: [{ lineId: 'line_SKU-1', sku: 'SKU-1', quantity: 2 }] }]);
    const { rows, total } = await queries.orphanReservations(10);
    const lines = expect.arrayContaining([
      { lineId: 'line_SKU-1', sku: 'SKU-1', quantity: 2 },
      { lineId: 'line_SKU-2', sku: 'SKU-2', quantity: 1 },
    ]) as unknown;
    expect([rows, total]).toEqual([[{ orderId: 'lost', lines, expiresAt: HOUR_AGO }], 1]);
  });

  it('list refunds that were opened before a moment and are not settled, with the request that asked', async () => {
    const id = await made();
    const refund: Refund = { refundId: 're_1', status: 'pending', amountCents: 500, lines: [], reason: 'broken', createdAt: HOUR_AGO };
    const refunds = [refund, { ...refund, refundId: 're_2', status: 'succeeded' as const }];
    const asked = { actor: 'api' as const, requestId: 'req-9' };
    await orders.change(id, 'refund_opened:re_1', asked, () => ({ event: 'orders.payment_changed', refunds, why: 'broken' }));
    const { refundId, amountCents, reason, createdAt } = refund;
    const row = { refundId, amountCents, reason, createdAt, order: { id, customerId: 'cust_1', currency: 'USD' }, cause: asked };
    expect(await queries.pendingRefunds(new Date().toISOString(), 10)).toEqual({ rows: [row], total: 1 });
    expect(await queries.pendingRefunds(HOUR_AGO, 10)).toEqual({ rows: [], total: 0 });
  });

  it('list SKUs of which more is reserved than is on hand, the first of them, and count all', async () => {
    await stock('A', 5, 5);
    await stock('B', 3, 8);
    await stock('C', 0, 1);
    expect(await queries.overcommitted(1)).toEqual({ rows: [{ sku: 'B', onHand: 3, reserved: 8 }], total: 2 });
  });

  it('count events that wait for the relay, and name the oldest', async () => {
    const id = await made();
    await made();
    const at = expect.stringMatching(/Z$/) as string;
    expect(await queries.unsentEvents(later())).toEqual({ rows: [{ orderId: id, sequence: 1, at }], total: 2 });
    expect(await queries.unsentEvents(HOUR_AGO)).toEqual({ rows: [], total: 0 });
  });

  it('name each order of which the stream refused an event, and count what waits behind that', async () => {
    const [id] = [await made(), await made()];
    for (const n of [1, 2]) await orders.change(id, `note:${n}`, cause, () => ({ event: 'orders.note_added', why: 'n' }));
    await database.query('update outbox set sent_at = now() where order_id = $1 and sequence = 1', [id]);
    await database.query('update outbox set refused_at = now() where order_id = $1 and sequence = 2', [id]);
    const bytes = Buffer.byteLength(JSON.stringify(await orders.get(id, 3)));
    expect(await queries.refusedEvents(10)).toEqual({ rows: [{ orderId: id, sequence: 2, bytes, waiting: 2 }], total: 1 });
    expect(await readGauges(database.db)).toMatchObject({ outboxRefused: 1 });
    await database.query('update outbox set sent_at = now()');
    expect(await queries.refusedEvents(10)).toEqual({ rows: [], total: 0 });
    expect(await readGauges(database.db)).toMatchObject({ outboxRefused: 0 });
  });

  it('count orders that wait for a person, by what that person is asked, and tell since when', async () => {
    for (const code of ['UNDO_FAILING', 'CARRIER_SILENT'] as const) {
      const needsAttention = { since: HOUR_AGO, code, text: 't', choices: [] };
      await orders.change(await made(), 'listed', cause, () => ({ event: 'orders.needs_attention', needsAttention, why: 't' }));
    }
    await made();
    expect(await queries.needingAttention()).toBe(2);
    const listed = { count: 1, oldestSeconds: expect.closeTo(3600, -2) as number };
    expect(await readGauges(database.db)).toMatchObject({ attention: { UNDO_FAILING: listed, CARRIER_SILENT: listed } });
  });

  it('count open orders by status, and tell how long one has stood still that waits for nobody', async () => {
    const [still, listed] = [await made(), await made()];
    await made();
    await database.query(`update orders set updated_at = now() - interval '1 hour' where id = $1`, [still]);
    await database.query(`update orders set updated_at = now() - interval '2 hours', attention = '{}' where id = $1`, [listed]);
    for (const [id, waits] of Object.entries({ [await made()]: `holds = '[]'`, [await made()]: `hand_over_after = now()` })) {
      await database.query(`update orders set status = 'CONFIRMED', updated_at = now() - interval '2 hours', ${waits} where id = $1`, [id]);
    }
    await database.query(`update orders set status = 'COMPLETED' where status = 'CREATED' and id not in ($1, $2)`, [still, listed]);
    const open = await readOpenOrders(database.db);
    expect(open.map(({ status }) => status)).toEqual(['CREATED', 'CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'CANCELING']);
    expect(open[0]).toEqual({ status: 'CREATED', count: 2, longestUnchangedSeconds: expect.closeTo(3600, -2) as number });
    expect(open[1]).toEqual({ status: 'CONFIRMED', count: 2, longestUnchangedSeconds: expect.closeTo(0, -2) as number });
    expect(open[2]).toEqual({ status: 'FULFILLING', count: 0, longestUnchangedSeconds: 0 });
  });
});

describe('with 5,000 orders behind it', () => {
  beforeAll(async () => {
    await database.query(`
      insert into orders (id, order_number, customer_id, currency, total_cents, status, items, shipments, payment_status, authorised_cents,
        captured_cents, refunded_cents, written_off_cents, payment_token, version, created_at, updated_at)
      select 'old-' || n, 'N' || n, 'c', 'USD', 0, 'CANCELED', '[]', '[]', 'voided', 0, 0, 0, 0, 't', 1, now(), now() from generate_series(1, 5000) n`);
    await database.query(`insert into stock (sku, on_hand, reserved) select 'old-' || n, 9, 0 from generate_series(1, 5000) n`);
    await database.query(
      `insert into outbox (order_id, sequence, created_at, sent_at) select 'old-' || n, 1, now(), now() from generate_series(1, 5000) n`,
    );
    await database.query(
      `insert into reservations (id, order_id, line_id, sku, quantity, released, closed) select 'old-' || n, 'old-' || n, 'line_1', 'SKU-1', 1, 1, true from generate_series(1, 5000) n`,
    );
    await hold(await made(), 'SKU-1', 1);
    await database.query('vacuum analyze');
  });

  const reads: Record<string, (from: ReconcilerQueries) => Promise<unknown>> = {
    'orders that are open': (from) => Promise.all([from.open(null, 100), from.notOpen(['old-7']), from.started(['old-7', 'old-8'])]),
    'orders by id': (from) => Promise.all([from.statuses(['old-7', 'old-8']), from.orders(['old-7', 'old-8'])]),
    'stock that is held': (from) => Promise.all([from.strayReservations(100), from.orphanReservations(100)]),
    'refunds that are pending': (from) => from.pendingRefunds(later(), 100),
    'stock that is short': (from) => from.overcommitted(100),
    'events that wait': (from) => Promise.all([from.unsentEvents(later()), from.refusedEvents(100)]),
    'orders that wait for a person': (from) => from.needingAttention(),
  };
  it.each(Object.entries(reads))('reads %s by an index, not the tables', async (_what, read) => {
    const rows = async () => {
      const sql = `select (select sum(seq_tup_read) from pg_stat_user_tables) + (select sum(idx_tup_read) from pg_stat_user_indexes) as touched`;
      return Number((await database.query<{ touched: string }>(sql))[0]?.touched);
    };
    const before = await rows();
    const own = connectDatabase({ session: database.session, poolSize: 1, name: 'reader' });
    await read(createReconcilerQueries(own));
    // What a connection has read is told when it ends.
    await own.close();
    await eventually(connections, (count) => count === 0);
    expect((await rows()) - before).toBeLessThan(50);
  });

  const connections = async () => {
    const sql = `select count(*)::int as count from pg_stat_activity where application_name = 'durable-orders reader' and datname = current_database()`;
    return (await database.query<{ count: number }>(sql))[0]?.count;
  };
});
