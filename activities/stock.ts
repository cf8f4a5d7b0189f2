import { isHandedOver } from '../domain/order-status.ts';
import type { OrderStore, ReserveOutcome, StockItem, StockKeeper } from '../domain/ports.ts';

interface StockStep {
  readonly orderId: string;
  readonly items: readonly StockItem[];
}

interface StockDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  readonly reservationMs: number;
}

/** Reserve and its undo. The goods leave with `markShipped`, the record of the pick-up. */
export function stockActivities({ orders, stock, now, reservationMs }: StockDependencies) {
  return {
    reserveStock: ({ orderId, items }: StockStep): Promise<ReserveOutcome> =>
      stock.reserve(orderId, items, new Date(now().getTime() + reservationMs).toISOString()),

    /** What was handed over to the carrier is not to be sold again. */
    async releaseStock({ orderId, items }: StockStep): Promise<void> {
      const { status } = await orders.get(orderId);
      if (!isHandedOver(status)) await stock.release(orderId, items);
    },
  };
}
