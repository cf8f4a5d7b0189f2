import { createOrderStore, type OrderStoreOptions } from '../../../adapters/postgres/order-store.ts';
import type { Database } from '../../../adapters/postgres/database.ts';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { DependencyError } from '../../../domain/errors.ts';
import { ForbiddenChangeError } from '../../../domain/order-change.ts';
import type { OrderReader } from '../../../domain/ports/order-reader.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

let database: FreshDatabase;
let orders: OrderStore;
let reader: OrderReader;
const moves: string[] = [];
const onRecorded: OrderStoreOptions['onRecorded'] = (after, before) => {
  if (after.status !== before?.status) moves.push(after.status);
};

beforeAll(async () => {
  database = await freshDatabase();
  orders = createOrderStore({
    db: database.db,
    now: () => new Date(),
    onRecorded,
  });
  reader = createOrderReader(database.db);
});
afterAll(() => database.drop());
beforeEach(() => moves.splice(0));

const eventsOf = async (id: string) => (await reader.events(id, { from: 1, limit: 1000 })).events;
const outboxOf = async (id: string) =>
  (await database.query<{ sequence: number }>('select sequence from outbox where order_id = $1 order by id', [id])).map(
    (row) => row.sequence,
  );

describe('an order store', () => {
  it('writes the row, its first event and its outbox row together', async () => {
    const made = order({ metadata: { channel: 'web' }, shipTo: { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'DE' } });
    const created = await orders.create({ ...made, fingerprint: 'f1' }, cause);

    expect(created).toMatchObject({ id: made.id, status: 'CREATED', version: 1, totalCents: 3998, metadata: { channel: 'web' } });
    expect(await reader.find(made.id)).toEqual(created);
    expect(await reader.findCreated(made.id)).toEqual({ order: created, fingerprint: 'f1' });
    expect(await eventsOf(made.id)).toEqual([
      {
        sequence: 1,
        type: 'orders.created',
        at: created.createdAt,
        actor: 'api',
        why: 'The order was accepted.',
        requestId: 'req-1',
        order: created,
      },
    ]);
    expect(await outboxOf(made.id)).toEqual([1]);
    expect(moves).toEqual(['CREATED']);
  });

  it('writes an order once, however many create it at the same instant', async () => {
    const made = order();
    const results = await Promise.all(Array.from({ length: 20 }, () => orders.create(made, cause)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await outboxOf(made.id)).toEqual([1]);
    expect(moves).toEqual(['CREATED']);
  });

  it('finds what another process wrote by the statement that would have written it, and changes it without reading it again', async () => {
    const statements: string[] = [];
    const rows: Database['rows'] = (sql, values) => {
      statements.push(sql);
      return database.db.rows(sql, values);
    };
    const other = createOrderStore({ db: { ...database.db, rows }, now: () => new Date(), onRecorded });
    const made = order({ paymentToken: 'tok_other' });
    const created = await orders.create(made, cause);
    expect(await other.create(made, cause)).toEqual(created);
    expect(await other.paymentMethod(made.id)).toEqual({ token: 'tok_other' });
    await other.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    expect(statements).toHaveLength(2);
    expect(moves).toEqual(['CREATED', 'CANCELING']);
  });

  it('writes nothing more of an order that is at its end, however late a frozen process comes to write it', async () => {
    const made = order();
    await orders.create(made, cause);
    await orders.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    const canceled = await orders.change(made.id, 'canceled', cause, () => ({ status: 'CANCELED', why: 'undone' }));
    const thawed = createOrderStore({ db: database.db, now: () => new Date(), onRecorded });
    expect(await thawed.create(made, cause)).toEqual(canceled);
    expect(await outboxOf(made.id)).toEqual([1, 2, 3]);
    expect(moves).toEqual(['CREATED', 'CANCELING', 'CANCELED']);
  });

  it('lets no change come before the one that it follows, though the clock of the process that makes it is slow', async () => {
    const slow = createOrderStore({ db: database.db, now: () => new Date(Date.now() - 60_000) });
    const made = order();
    const { updatedAt } = await orders.create(made, cause);
    const after = await slow.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    expect(after.updatedAt).toBe(updatedAt);
  });

  it('records a step once and answers a repeat with the order as it is', async () => {
    const made = order();
    await orders.create(made, cause);
    const cancel = () => orders.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    const first = await cancel();
    const again = await cancel();
    expect(again).toEqual(first);
    expect((await eventsOf(made.id)).map(({ sequence, type, why }) => [sequence, type, why])).toEqual([
      [1, 'orders.created', 'The order was accepted.'],
      [2, 'orders.canceling', 'asked'],
    ]);
    expect(await outboxOf(made.id)).toEqual([1, 2]);
  });

  it('lets one of many changes at the same instant through and asks the others to come again', async () => {
    const made = order();
    await orders.create(made, cause);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        orders.change(made.id, `refused:${n}`, cause, () => ({ event: 'orders.cancel_refused', why: 'late' })),
      ),
    );
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    const written = (await eventsOf(made.id)).map((event) => event.sequence);
    expect(written).toEqual(Array.from({ length: 11 - failures.length }, (_, n) => n + 1));
    for (const failure of failures) expect(failure).toBeInstanceOf(DependencyError);
  });

  it('decides anew when another process has moved the order on, or forbids what this one remembers', async () => {
    const other = createOrderStore({ db: database.db, now: () => new Date() });
    const made = order();
    await orders.create(made, cause);
    await other.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    const seen: number[] = [];
    const canceled = await orders.change(made.id, 'canceled', cause, ({ version }) => {
      seen.push(version);
      return { status: 'CANCELED', why: 'undone' };
    });
    expect(seen).toEqual([1, 2]);
    expect(canceled).toMatchObject({ status: 'CANCELED', version: 3 });
    expect(await reader.find(made.id)).toEqual(canceled);
  });

  it('tells of each change that is committed, and of nothing else', async () => {
    const told: string[] = [];
    const telling = createOrderStore({ db: database.db, now: () => new Date(), onRecorded: ({ id }) => void told.push(id) });
    const made = order();
    await Promise.all([telling.create(made, cause), telling.create(made, cause)]);
    await telling.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    await telling.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    await telling.change(made.id, 'nothing', cause, () => undefined);
    expect(told).toEqual([made.id, made.id]);
  });

  it('records a step once, also where it decides on what it remembers', async () => {
    const made = order();
    await orders.create(made, cause);
    const note = (step: string) => orders.change(made.id, step, cause, () => ({ event: 'orders.cancel_refused', why: step }));
    await note('one');
    const second = await note('two');
    expect(await note('one')).toEqual(second);
    expect((await eventsOf(made.id)).map(({ why }) => why)).toEqual(['The order was accepted.', 'one', 'two']);
  });

  it('reads what another process wrote, unless an older version is enough', async () => {
    const other = createOrderStore({ db: database.db, now: () => new Date() });
    const made = order();
    await orders.create(made, cause);
    await other.change(made.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    const versions = await Promise.all([orders.get(made.id, 1), orders.get(made.id, 2), orders.get(made.id)]);
    expect(versions.map(({ version }) => version)).toEqual([1, 2, 2]);
  });

  it("knows the payment method of an order, its own and another one's, and tells it in no event", async () => {
    const made = order({ paymentToken: 'tok_secret', paymentCustomer: 'cus_secret', setupFutureUsage: 'off_session' });
    await orders.create(made, cause);
    await orders.change(made.id, 'noted', cause, () => ({ event: 'orders.note_added', why: 'called' }));
    const other = createOrderStore({ db: database.db, now: () => new Date() });
    const method = { token: 'tok_secret', customer: 'cus_secret', setupFutureUsage: 'off_session' };
    expect(await Promise.all([orders.paymentMethod(made.id), other.paymentMethod(made.id)])).toEqual([method, method]);
    expect(JSON.stringify(await eventsOf(made.id))).not.toContain('_secret');
  });

  it('asks PostgreSQL for no payment method of an order that it has just written', async () => {
    const made = order();
    await orders.create(made, cause);
    await database.query(`update orders set payment_token = 'tok_corrected' where id = $1`, [made.id]);
    expect(await orders.paymentMethod(made.id)).toEqual({ token: 'tok_ok' });
  });

  it('overwrites nothing that somebody corrected by hand', async () => {
    const made = order();
    await orders.create(made, cause);
    await database.query('update orders set payment_attempts = 3 where id = $1', [made.id]);
    const after = await orders.change(made.id, 'refused', cause, () => ({ event: 'orders.cancel_refused', why: 'late' }));
    expect(after.payment.attempts).toBe(3);
    expect(await reader.find(made.id)).toEqual(after);
  });

  it('writes nothing for a move that the status table does not have', async () => {
    const made = order();
    await orders.create(made, cause);
    await expect(orders.change(made.id, 'shipped', cause, () => ({ status: 'SHIPPED', why: 'picked up' }))).rejects.toBeInstanceOf(
      ForbiddenChangeError,
    );
    expect(await outboxOf(made.id)).toEqual([1]);
  });

  it('keeps money in balance in the database itself', async () => {
    const made = order();
    await orders.create(made, cause);
    await expect(database.query('update orders set captured_cents = 1 where id = $1', [made.id])).rejects.toThrow('orders_money_balances');
  });
});
