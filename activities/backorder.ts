import { dropChange, isToBeDropped, isWaitingForStock, lacksUnits, missingOf, stockChange } from '../domain/backorder.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { ReserveOutcome, StockKeeper } from '../domain/ports/stock-keeper.ts';
import { type Step, statusVersionOf } from './record-step.ts';

export interface BackorderDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  /** How long reserved stock waits for the payment (ms). */
  readonly reservationMs: number;
  /** How long stock is waited for before a person is asked (ms). */
  readonly backorderMs: number;
}

/** How an order stands with its stock; `statusVersion` where that is recorded in the order. */
export type StockAnswer = (Exclude<ReserveOutcome, { outcome: 'waiting' }> & { readonly statusVersion?: StatusVersion }) | WaitsForStock;

export interface WaitsForStock {
  readonly outcome: 'waiting';
  readonly statusVersion: StatusVersion;
  /** When a person is asked (ISO 8601); absent where it was decided that nothing more is waited for. */
  readonly until?: string;
  /** For people. */
  readonly missing: string;
}

/** Nothing of the order was there: it is to be cancelled as a whole. */
export interface NothingThere {
  readonly outcome: 'nothing_there';
}

/** Look at what came of stock that an order waits for, and wait for it no more. */
export function backorderActivities({ orders, stock, now, reservationMs, ...deps }: BackorderDependencies) {
  const record = stockRecorder({ orders, now, ...deps });
  const claim = async (step: Step): Promise<StockAnswer> => {
    const expiresAt = new Date(now().getTime() + reservationMs).toISOString();
    const order = await orders.get(step.orderId);
    const outcome = await stock.claim({ orderId: step.orderId, expiresAt });
    // A task that dropped what is missing may have been lost between stock and order: what is reserved is all there is, and not all of it.
    const isStillToDrop = outcome.outcome === 'reserved' && isToBeDropped(order) && lacksUnits(order, await stock.stopWaiting(order.id));
    if (isStillToDrop) return { outcome: 'waiting', statusVersion: statusVersionOf(order), missing: missingOf(order) };
    return record(step, order, outcome);
  };

  return {
    /** With the last of it the time for the payment begins. */
    claimStock: claim,

    /** Cancels what is not there. What arrives at the same moment is either there or cancelled: the stock decides. */
    async dropMissing(step: Step): Promise<StockAnswer | NothingThere> {
      const left = await stock.stopWaiting(step.orderId);
      if (left.every(({ quantity }) => quantity === 0)) return { outcome: 'nothing_there' };
      await orders.change(step.orderId, 'missing_dropped', step.cause, (order) => dropChange(order, left));
      return claim(step);
    },
  };
}

/** Records what the stock says in the order, of one that waits, or waited. */
export function stockRecorder({ orders, now, backorderMs }: Pick<BackorderDependencies, 'orders' | 'now' | 'backorderMs'>) {
  return async ({ orderId, cause }: Step, order: Order, outcome: ReserveOutcome): Promise<StockAnswer> => {
    if (outcome.outcome !== 'waiting' && !(outcome.outcome === 'reserved' && isWaitingForStock(order))) return outcome;
    const lines = outcome.outcome === 'waiting' ? outcome.lines : [];
    const until = new Date(now().getTime() + backorderMs).toISOString();
    // What is waited for only becomes less: the sum names the step.
    const step = `stock:${lines.reduce((sum, { quantity }) => sum + quantity, 0)}`;
    const after = await orders.change(orderId, step, cause, (before) => stockChange(before, lines, until));
    const statusVersion = statusVersionOf(after);
    if (outcome.outcome === 'reserved') return { ...outcome, statusVersion };
    const { backorderUntil } = after;
    return { outcome: 'waiting', statusVersion, missing: missingOf(after), ...(backorderUntil !== undefined && { until: backorderUntil }) };
  };
}
