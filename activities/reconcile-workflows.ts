import { isAtItsEnd } from '../domain/order-status.ts';
import type { OrderRuns, StartedOrder } from '../domain/ports/order-runs.ts';
import type { StoredStatus, ReconcilerQueries } from '../domain/ports/reconciler-queries.ts';
import { before, found, MOST_NAMED, type Finding, type Found } from './finding.ts';
import type { OnRepair } from './reconcile.ts';

export interface Restarts {
  /** Ids of orders. */
  readonly restarted: readonly string[];
  readonly found: readonly Found[];
}

/** One sweep; `next` is where the following one goes on, null for the beginning. */
export interface Sweep {
  readonly looked: number;
  readonly next: string | null;
}

interface Dependencies {
  readonly queries: ReconcilerQueries;
  readonly runs: OrderRuns;
  readonly onRepair: OnRepair;
}

/** Looking a workflow up costs the server about a millisecond: a sweep takes this many, and the next one goes on behind them. */
const SWEEP = 500;
/** Where some had stopped, more may have. */
const ANXIOUS_SWEEP = 2000;
/** A workflow may take this long to write its order's row while PostgreSQL is away, and to close over one that ended (ms). */
const ROW_WITHIN_MS = 5 * 60_000;
const CLOSED_WITHIN_MS = 10 * 60_000;
/** So many runs broken off within a day: starting it anew once more will hardly help. */
const OFTEN = 5;
const DAY_MS = 86_400_000;

/** Orders without a running workflow, and workflows whose order is missing or at its end. */
export function workflowReconciliation({ queries, runs, onRepair }: Dependencies) {
  const restartStopped = async (orders: readonly StartedOrder[], at: string) => {
    const restarted: string[] = [];
    const failing: Omit<Finding, 'kind'>[] = [];
    for (const order of orders) {
      if (await runs.isRunning(order.id)) continue;
      // It may have come to its end since the page was read.
      if (isAtItsEnd((await queries.statuses([order.id])).get(order.id)?.status ?? 'PENDING')) continue;
      if (!(await runs.restart(order, { ...order.cause, actor: 'reconciler' }))) continue;
      restarted.push(order.id);
      onRepair({ kind: 'workflow_restarted', orderId: order.id });
      const times = await runs.countFailedRuns(order.id, before(at, DAY_MS));
      if (times < OFTEN) continue;
      failing.push({ id: order.id, orderId: order.id, text: `${times} runs of its workflow broke off within a day; it was started anew.` });
    }
    return { restarted, failing };
  };

  const stopped = async (ids: readonly string[]): Promise<readonly StartedOrder[]> => {
    const found: string[] = [];
    for (const id of ids) if (!(await runs.isRunning(id))) found.push(id);
    return found.length > 0 ? queries.started(found) : [];
  };

  const stillRunning = async (suspects: readonly Omit<Finding, 'kind'>[]) => {
    const running = await Promise.all(suspects.slice(0, MOST_NAMED).map(({ id }) => runs.isRunning(id)));
    return suspects.filter((_suspect, index) => running[index] ?? true);
  };

  return {
    /** Orders that are not at their end, though no workflow runs for them. */
    async sweepOpenOrders({ after, at }: { after: string | null; at: string }): Promise<Sweep & Restarts> {
      const restarted: string[] = [];
      const failing: Omit<Finding, 'kind'>[] = [];
      let next = after;
      let looked = 0;
      do {
        const page = await queries.open(next, SWEEP);
        const done = await restartStopped(await stopped(page), at);
        restarted.push(...done.restarted);
        failing.push(...done.failing);
        looked += page.length;
        next = page.length < SWEEP ? null : (page.at(-1) ?? null);
      } while (next !== null && restarted.length > 0 && looked < ANXIOUS_SWEEP);
      return { looked, next, restarted, found: [found('workflow_keeps_failing', failing)] };
    },

    /** Workflows that were broken off before or after their order was written, and whose order is not at its end. */
    async restartFailedRuns({ since, at }: { since: string; at: string }): Promise<Restarts> {
      const orders = await runs.failedRuns(since);
      const statuses = await queries.statuses(orders.map(({ id }) => id));
      const open = orders.filter(({ id }) => !isAtItsEnd(statuses.get(id)?.status ?? 'PENDING'));
      const { restarted, failing } = await restartStopped(open, at);
      return { restarted, found: [found('workflow_keeps_failing', failing)] };
    },

    /** Workflows that run for nothing: those of one sweep, and `again` the orders that were found before. */
    async sweepRunningWorkflows(range: {
      at: string;
      before: string | null;
      again: readonly string[];
    }): Promise<Sweep & { found: Found[] }> {
      const running = await runs.running(range.before ?? before(range.at, ROW_WITHIN_MS), SWEEP);
      const ids = [...new Set([...range.again, ...running.map(({ orderId }) => orderId)])];
      const suspects = await queries.notOpen(ids);
      const statuses = await queries.statuses(suspects);
      const missing = suspects.filter((id) => !statuses.has(id)).map((id) => about(id, 'Its workflow runs, and the order has no row.'));
      const ended = suspects.flatMap((id) => overEnded(id, statuses.get(id), before(range.at, CLOSED_WITHIN_MS)));
      return {
        looked: running.length,
        next: running.length < SWEEP ? null : justAfter(running.at(-1)?.startedAt),
        found: [
          found('workflow_without_order', await stillRunning(missing)),
          found('workflow_over_ended_order', await stillRunning(ended)),
        ],
      };
    },
  };
}

function overEnded(id: string, statusVersion: StoredStatus | undefined, latest: string): Omit<Finding, 'kind'>[] {
  if (!statusVersion || !isAtItsEnd(statusVersion.status) || statusVersion.updatedAt > latest) return [];
  return [about(id, `${statusVersion.status} since ${statusVersion.updatedAt}, and its workflow still runs.`)];
}

function about(orderId: string, text: string): Omit<Finding, 'kind'> {
  return { id: orderId, orderId, text };
}

/** Others may have started within the same millisecond. */
function justAfter(startedAt: string | undefined): string | null {
  return startedAt === undefined ? null : before(startedAt, -1);
}
