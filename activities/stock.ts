import { linesOf } from '../domain/order.ts';
import type { StockItem, StockKeeper } from '../domain/ports.ts';

/** The undo of what `createOrder` reserves. The goods leave with `markShipped`, the record of the pick-up. */
export function stockActivities({ stock }: { stock: StockKeeper }) {
  return {
    releaseStock: ({ orderId, items }: { orderId: string; items: readonly StockItem[] }): Promise<void> =>
      stock.close({ orderId, lines: linesOf(items.map(({ sku, quantity }) => ({ sku, quantity }))) }),
  };
}
