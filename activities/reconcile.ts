import { isAtItsEnd } from '../domain/order-status.ts';
import type { NewOrder, OrderBooks, OrderRuns, PaymentProvider, StockKeeper } from '../domain/ports.ts';

export type RepairKind = 'workflow_restarted' | 'reservation_released' | 'payment_voided';
export interface Repair {
  readonly kind: RepairKind;
  readonly orderId: string;
}

/** One sweep over open orders; `next` is where the following sweep goes on, null for the beginning. */
export interface Sweep {
  readonly looked: number;
  readonly restarted: readonly string[];
  readonly next: string | null;
}

interface ReconcileDependencies {
  readonly books: OrderBooks;
  readonly runs: OrderRuns;
  readonly stock: StockKeeper;
  readonly payments: PaymentProvider;
  readonly onRepair: (repair: Repair) => void;
}

const PAGE = 100;
/** Looking a workflow up costs the server about a millisecond: a sweep takes this many orders, and the next one goes on behind them. */
const SWEEP = 2000;

/** Compares what PostgreSQL, Temporal and the payment provider know, and repairs what has one right answer. It never cancels an order. */
export function reconcileActivities({ books, runs, stock, payments, onRepair }: ReconcileDependencies) {
  const restartStopped = async (orders: readonly NewOrder[]): Promise<string[]> => {
    const restarted: string[] = [];
    for (const order of orders) {
      if (await runs.isRunning(order.id)) continue;
      if (!(await runs.restart(order, { actor: 'reconciler' }))) continue;
      restarted.push(order.id);
      onRepair({ kind: 'workflow_restarted', orderId: order.id });
    }
    return restarted;
  };

  return {
    /** Orders that are not at their end, though no workflow runs for them. */
    async sweepOpenOrders({ after }: { after: string | null }): Promise<Sweep> {
      const restarted: string[] = [];
      let next = after;
      for (let looked = 0; looked < SWEEP;) {
        const page = await books.open(next, PAGE);
        restarted.push(...(await restartStopped(page)));
        looked += page.length;
        next = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
        if (next === null) return { looked, restarted, next };
      }
      return { looked: SWEEP, restarted, next };
    },

    /** Workflows that were broken off before or after their order was written, and whose order is not at its end. */
    async restartBrokenOff({ since }: { since: string }): Promise<string[]> {
      const orders = await runs.brokenOff(since);
      const statuses = await books.statuses(orders.map(({ id }) => id));
      return restartStopped(orders.filter(({ id }) => !isAtItsEnd(statuses.get(id) ?? 'PENDING')));
    },

    /** Stock that an order at its end still holds. */
    async releaseStrayReservations(): Promise<string[]> {
      const strays = await books.strayReservations(PAGE);
      for (const { orderId, items } of strays) {
        await stock.release(orderId, items);
        onRepair({ kind: 'reservation_released', orderId });
      }
      return strays.map(({ orderId }) => orderId);
    },

    /** Authorisations that the provider still holds for an order that was cancelled or rejected. */
    async voidStrayPayments({ since }: { since: string }): Promise<string[]> {
      const live = (await payments.list(since, SWEEP)).filter(({ status }) => status === 'authorised' || status === 'requires_action');
      const statuses = await books.statuses(live.map(({ orderId }) => orderId));
      const strays = live.filter(({ orderId }) => ['CANCELED', 'REJECTED'].includes(statuses.get(orderId) ?? ''));
      for (const { reference, orderId } of strays) {
        await payments.void(reference);
        onRepair({ kind: 'payment_voided', orderId });
      }
      return strays.map(({ orderId }) => orderId);
    },
  };
}

export type ReconcileActivities = ReturnType<typeof reconcileActivities>;
