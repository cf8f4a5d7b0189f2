import { unitsKept } from '../domain/order-quantities.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { ReserveOutcome, StockKeeper } from '../domain/ports/stock-keeper.ts';
import type { Step, Versioned } from './record-step.ts';

export interface StockDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  /** How long reserved stock waits for the payment (ms). */
  readonly reservationMs: number;
}

/** Reserve with its undo. The goods leave with `recordPickUp`. */
export function stockActivities({ orders, stock, now, reservationMs }: StockDependencies) {
  return {
    /** Reserves stock for every line, or for none. An order that was here before has its reservation, or gave it back. */
    async reserveStock({ orderId, version }: Step & Versioned): Promise<ReserveOutcome> {
      const { items, tenant } = await orders.get(orderId, version);
      const expiresAt = new Date(now().getTime() + reservationMs).toISOString();
      // Lines may have been cancelled before there was anything to give back.
      const lines = items.map((line) => ({ ...line, quantity: unitsKept(line) })).filter(({ quantity }) => quantity > 0);
      return stock.reserve({ orderId, tenant, step: 'created', lines, expiresAt });
    },

    /** Gives back whatever is still reserved, and bars a reservation that comes late. */
    async releaseStock({ orderId }: Step): Promise<void> {
      const { items, tenant } = await orders.get(orderId, 1);
      await stock.close({ orderId, tenant, lines: items });
    },
  };
}
