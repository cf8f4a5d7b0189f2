import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { createOutcomeStore } from '../../../adapters/postgres/outcome-store.ts';
import type { Order } from '../../../domain/order.ts';
import type { FinalOutcome, OutcomeStore } from '../../../domain/ports/outcome-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

let database: FreshDatabase;
let outcomes: OutcomeStore;
beforeAll(async () => {
  database = await freshDatabase();
  outcomes = createOutcomeStore(database.db);
});
afterAll(() => database.drop());

function make(): Promise<Order> {
  const orders = createOrderStore({ db: database.db, now: () => new Date() });
  return orders.create(order(), cause);
}

const refused: FinalOutcome = { kind: 'refused', code: 'CANCEL_TOO_LATE', message: 'Too late.', faults: [{ pointer: '/a', detail: 'b' }] };

describe('an outcome store', () => {
  it('keeps the first outcome under a key, whoever comes later', async () => {
    const made = await make();
    const keep = (n: number) =>
      outcomes.keep('key', made.id, { fingerprint: 'f', outcome: { kind: 'done', order: { ...made, version: n } } });
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => keep(n)));
    const kept = await outcomes.find('key');
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(new Set([JSON.stringify(kept)]));
    expect(await outcomes.find('another')).toBeUndefined();
  });

  it('gives outcomes back as they were kept, members in their order', async () => {
    const made = await make();
    for (const outcome of [refused, { kind: 'done', order: made } as const]) {
      const key = `as kept, ${outcome.kind}`;
      await outcomes.keep(key, made.id, { fingerprint: 'f', outcome });
      expect(JSON.stringify(await outcomes.find(key))).toBe(JSON.stringify({ fingerprint: 'f', outcome }));
    }
  });

  it('holds the keys that an earlier version kept answers of HTTP under', async () => {
    const made = await make();
    const problem = {
      type: 'urn:problem-type:durable-orders:cancel-too-late',
      title: 'x',
      status: 409,
      detail: 'Too late.',
      instance: '/x',
    };
    await database.query('drop table idempotent_outcomes');
    await database.query(createTableIn('20261121000000_orders', 'kept_answers'));
    await database.query('create index kept_answers_order_id_idx on kept_answers (order_id)');
    await database.query(
      'alter table kept_answers add constraint kept_answers_order_id_fkey foreign key (order_id) references orders (id) on delete cascade',
    );
    const insert = (key: string, status: number, body: unknown) =>
      database.query('insert into kept_answers (key, order_id, fingerprint, status, body) values ($1, $2, $3, $4, $5)', [
        key,
        made.id,
        'f',
        status,
        JSON.stringify(body),
      ]);
    await insert('done', 201, made);
    await insert('refused', 409, problem);
    await insert('refused with faults', 409, { ...problem, errors: refused.faults });

    await database.query(sqlOf('20261128030000_idempotent_outcomes'));
    expect(JSON.stringify(await outcomes.find('done'))).toBe(JSON.stringify({ fingerprint: 'f', outcome: { kind: 'done', order: made } }));
    expect(await outcomes.find('refused')).toEqual({ fingerprint: 'f', outcome: { ...refused, faults: [] } });
    expect(await outcomes.find('refused with faults')).toEqual({ fingerprint: 'f', outcome: refused });
  });
});

function sqlOf(migration: string): string {
  return readFileSync(path.join(import.meta.dirname, '../../../prisma/migrations', migration, 'migration.sql'), 'utf8');
}

function createTableIn(migration: string, table: string): string {
  const statement = sqlOf(migration)
    .split(';')
    .find((sql) => sql.includes(`CREATE TABLE "${table}"`));
  return statement ?? `-- ${migration} makes no ${table}`;
}
