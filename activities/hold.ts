import { MOST_HOLDS, mayBeHeld, type HoldRequest } from '../domain/hold.ts';
import type { OrderChange } from '../domain/order-change.ts';
import { releaseStep } from '../domain/order-event.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { Step } from './record-step.ts';

/** The holds that an order has after a step. */
export interface HoldsAfter {
  readonly holdIds: readonly string[];
  /** The order took it, now or when the step was recorded first. */
  readonly isTaken: boolean;
}

interface HoldStep extends Step {
  readonly holdId: string;
}

/** Keep an order from being handed over, and let it go. */
export function holdActivities({ orders, now }: { orders: OrderStore; now: () => Date }) {
  return {
    async recordHold({ orderId, cause, holdId, hold }: HoldStep & { hold: HoldRequest }): Promise<HoldsAfter> {
      const { reason, note } = hold;
      const placed = { holdId, reason, ...(note !== undefined && { note }), placedBy: cause.actor, placedAt: now().toISOString() };
      let isTaken = true;
      const order = await orders.change(orderId, `hold:${holdId}`, cause, ({ status, holds = [] }): OrderChange | undefined => {
        isTaken = mayBeHeld({ status }) && holds.length < MOST_HOLDS;
        return isTaken ? { event: 'orders.changed', holds: [...holds, placed], why: `Held: ${note ?? reason}.` } : undefined;
      });
      return { holdIds: holdIdsOf(order), isTaken };
    },

    async recordRelease({ orderId, cause, holdId }: HoldStep): Promise<HoldsAfter> {
      const order = await orders.change(orderId, releaseStep(holdId), cause, ({ holds = [] }): OrderChange | undefined => {
        const left = holds.filter((hold) => hold.holdId !== holdId);
        return left.length < holds.length ? { event: 'orders.changed', holds: left, why: 'A hold was released.' } : undefined;
      });
      return { holdIds: holdIdsOf(order), isTaken: true };
    },
  };
}

export function holdIdsOf({ holds = [] }: Pick<Order, 'holds'>): string[] {
  return holds.map(({ holdId }) => holdId);
}
