import type { Database } from '../../adapters/postgres/database.ts';
import { createReconcilerQueries } from '../../adapters/postgres/reconciler-queries.ts';

/** As the reconciler reads: at most so many orders and workflows a round, and so many of what is found. */
const SWEEP = 500;
const MOST = 100;

/** What a round of the reconciler reads of PostgreSQL; what it asks of Temporal comes on top. */
export async function readAsRound(db: Database, orderIds: readonly string[]): Promise<void> {
  const queries = createReconcilerQueries(db);
  const open = await queries.open(null, SWEEP);
  const at = new Date().toISOString();
  await queries.notOpen(open);
  await queries.started(orderIds);
  await queries.statuses(orderIds);
  await queries.orders(orderIds);
  await queries.overcommitted(MOST);
  await queries.pendingRefunds(at, MOST);
  await queries.unsentEvents(at);
  await queries.refusedEvents(MOST);
  await queries.needingAttention();
}

/** What the rounds that begin a sweep read besides: they go over all stock that is held. */
export async function readAllHeld(db: Database): Promise<void> {
  const queries = createReconcilerQueries(db);
  await queries.strayReservations(MOST);
  await queries.orphanReservations(MOST);
}
