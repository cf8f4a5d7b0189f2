import type { FreshDatabase } from './fresh-database.ts';

/** Whatever has rows of orders, of the product and of the simulated partners. */
export const TABLES_OF_ORDERS = [
  'orders',
  'order_events',
  'outbox',
  'idempotent_outcomes',
  'stock',
  'reservations',
  'partners.payments',
  'partners.refunds',
  'partners.shipments',
] as const;

export interface KeptRows {
  /** In place of the rows that are there. */
  putBack(): Promise<void>;
}

/** Copies the rows of all orders, so that each test has the same ones at the price of a copy. */
export async function keepRows(database: FreshDatabase): Promise<KeptRows> {
  const kept = TABLES_OF_ORDERS.map((table) => ({ table, copy: `pg_temp.kept_${table.replace('.', '_')}` }));
  for (const { table, copy } of kept) await database.query(`create table ${copy} as table ${table}`);
  return {
    async putBack() {
      await database.query(`truncate ${TABLES_OF_ORDERS.join(', ')}`);
      for (const { table, copy } of kept) await database.query(`insert into ${table} select * from ${copy}`);
    },
  };
}
