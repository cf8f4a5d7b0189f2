import type { Database } from '../../adapters/postgres/database.ts';
import { createReconcilerQueries } from '../../adapters/postgres/reconciler-queries.ts';

/** As the reconciler reads: pages of a hundred, at most so many orders a round. */
const PAGE = 100;
const SWEEP = 2000;

/** What a round of the reconciler reads of PostgreSQL; what it asks of Temporal comes on top. */
export async function runReconcilerQueries(db: Database, orderIds: readonly string[]): Promise<void> {
  const queries = createReconcilerQueries(db);
  let after: string | null = null;
  for (let looked = 0; looked < SWEEP; looked += PAGE) {
    const page = await queries.open(after, PAGE);
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  const at = new Date().toISOString();
  await queries.statuses(orderIds);
  await queries.orders(orderIds);
  await queries.strayReservations(PAGE);
  await queries.orphanReservations(PAGE);
  await queries.overcommitted(PAGE);
  await queries.pendingRefunds(at, PAGE);
  await queries.unsentEvents(at);
  await queries.refusedEvents(PAGE);
  await queries.needingAttention();
}
