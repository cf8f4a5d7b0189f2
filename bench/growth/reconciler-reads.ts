import { createReconcilerQueries } from '../../adapters/postgres/reconciler-queries.ts';
import type { Database } from '../../adapters/postgres/database.ts';

/** As the reconciler reads: pages of a hundred, at most so many orders a round. */
const PAGE = 100;
const SWEEP = 2000;

/** What a round of the reconciler reads of PostgreSQL; what it asks of Temporal comes on top. */
export async function readBooks(db: Database, orderIds: readonly string[]): Promise<void> {
  const books = createReconcilerQueries(db);
  let after: string | null = null;
  for (let looked = 0; looked < SWEEP; looked += PAGE) {
    const page = await books.open(after, PAGE);
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  const at = new Date().toISOString();
  await books.statuses(orderIds);
  await books.orders(orderIds);
  await books.strayReservations(PAGE);
  await books.orphanReservations(PAGE);
  await books.overcommitted(PAGE);
  await books.pendingRefunds(at, PAGE);
  await books.unsentEvents(at);
  await books.needingAttention();
}
