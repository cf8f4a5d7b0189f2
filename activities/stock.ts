import { unitsKept } from '../domain/order-quantities.ts';
import { type BackorderDependencies, type StockAnswer, stockRecorder } from './backorder.ts';
import type { Step, Versioned } from './record-step.ts';

/** Reserve with its undo. The goods leave with `recordPickUp`. */
export function stockActivities(deps: BackorderDependencies) {
  const { orders, stock, now, reservationMs } = deps;
  const record = stockRecorder(deps);
  return {
    /**
     * Reserves stock for every line, or for none; or what there is, and waits for the rest. An order that was here before has its
     * reservation, or gave it back.
     */
    async reserveStock({ orderId, cause, version }: Step & Versioned): Promise<StockAnswer> {
      const order = await orders.get(orderId, version);
      const { items, tenant, allowBackorder } = order;
      const expiresAt = new Date(now().getTime() + reservationMs).toISOString();
      // Lines may have been cancelled before there was anything to give back.
      const lines = items.map((line) => ({ ...line, quantity: unitsKept(line) })).filter(({ quantity }) => quantity > 0);
      return record({ orderId, cause }, order, await stock.reserve({ orderId, tenant, step: 'created', lines, expiresAt, allowBackorder }));
    },

    /** Gives back whatever is still reserved, and bars a reservation that comes late. */
    async releaseStock({ orderId }: Step): Promise<void> {
      const { items, tenant } = await orders.get(orderId, 1);
      await stock.close({ orderId, tenant, lines: items });
    },
  };
}
