import type { Order } from '../domain/order.ts';
import type { OrderRuns } from '../domain/ports/order-runs.ts';
import type { ReconcilerQueries } from '../domain/ports/reconciler-queries.ts';
import { isOpenReturn, type Return } from '../domain/return.ts';
import type { OnRepair } from './reconcile.ts';
import type { Sweep } from './reconcile-workflows.ts';

interface Dependencies {
  readonly queries: ReconcilerQueries;
  readonly runs: OrderRuns;
  readonly onRepair: OnRepair;
}

const PAGE = 100;
/** As of open orders: the next sweep goes on behind these. */
const SWEEP = 2000;

/** Returns that are under way, though no workflow runs for them. */
export function returnReconciliation({ queries, runs, onRepair }: Dependencies) {
  const isStillOpen = async (orderId: string, { returnId }: Return): Promise<boolean> => {
    const [order] = await queries.orders([orderId]);
    return order?.returns?.some((each) => each.returnId === returnId && isOpenReturn(each)) ?? false;
  };
  const restartStopped = async (order: Order): Promise<string[]> => {
    const restarted: string[] = [];
    for (const each of (order.returns ?? []).filter(isOpenReturn)) {
      if (await runs.isReturnRunning(order.id, each.returnId)) continue;
      // It may have come to its end since the page was read.
      if (!(await isStillOpen(order.id, each))) continue;
      if (!(await runs.restartReturn(order, each, { actor: 'reconciler' }))) continue;
      restarted.push(each.returnId);
      onRepair({ kind: 'return_restarted', orderId: order.id });
    }
    return restarted;
  };

  return {
    async sweepOpenReturns({ after }: { after: string | null }): Promise<Sweep & { readonly restarted: readonly string[] }> {
      const restarted: string[] = [];
      let next = after;
      let looked = 0;
      do {
        const page = await queries.withOpenReturns(next, PAGE);
        for (const order of page) restarted.push(...(await restartStopped(order)));
        looked += page.length;
        next = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
      } while (next !== null && looked < SWEEP);
      return { looked, next, restarted };
    },
  };
}
