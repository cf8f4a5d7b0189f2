import type { ReserveOutcome, StockItem, StockKeeper } from '../domain/ports.ts';

interface StockStep {
  readonly orderId: string;
  readonly items: readonly StockItem[];
}

/** Reserve and its undo. The goods leave with `markShipped`, the record of the pick-up. */
export function stockActivities({ stock, now, reservationMs }: { stock: StockKeeper; now: () => Date; reservationMs: number }) {
  return {
    reserveStock: ({ orderId, items }: StockStep): Promise<ReserveOutcome> =>
      stock.reserve(orderId, items, new Date(now().getTime() + reservationMs).toISOString()),

    releaseStock: ({ orderId, items }: StockStep): Promise<void> => stock.release(orderId, items),
  };
}
