import pg from 'pg';
import type { Life } from './life.ts';

/**
 * Locks one payment in the simulated provider's ledger, so that whatever would change it times out: to this order the provider
 * is away, to all others it is not.
 * @returns a function that lets go
 */
export async function lockPayment({ id, world }: Life): Promise<() => Promise<void>> {
  const { payment } = await world.shop.order(id);
  const books = new pg.Client({ connectionString: world.config.database.url, application_name: 'durable-orders demo' });
  await books.connect();
  await books.query('begin');
  await books.query('select 1 from partners.payments where reference = $1 for update', [payment.reference]);
  return () => books.end();
}
