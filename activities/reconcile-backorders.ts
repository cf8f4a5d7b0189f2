import type { OrderRuns } from '../domain/ports/order-runs.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import type { OnRepair } from './reconcile.ts';

interface Dependencies {
  readonly runs: OrderRuns;
  readonly stock: StockKeeper;
  readonly onRepair: OnRepair;
}

/** So many are told in a round; those that are left are in the next one. */
const MOST = 500;

/** Orders that wait for stock which is there: nobody gave it to them, or told them of it. */
export function backorderReconciliation({ runs, stock, onRepair }: Dependencies) {
  return {
    async wakeBackorders(): Promise<{ readonly woken: readonly string[] }> {
      const woken: string[] = [];
      for (const orderId of await stock.serveLeftOver(MOST)) {
        // One whose workflow is gone is started anew by the sweep, and looks by itself.
        if (!(await runs.tellOfStock(orderId))) continue;
        woken.push(orderId);
        onRepair({ kind: 'backorder_woken', orderId });
      }
      return { woken };
    },
  };
}
