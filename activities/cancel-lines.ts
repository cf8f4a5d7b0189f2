import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { isCancelOwed, lineCancelChange, planLineCancel } from '../domain/line-cancel.ts';
import { lineCancelStep } from '../domain/order-event.ts';
import { unbookedLines, type LineQuantity } from '../domain/order-quantities.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import { changeUnless } from './change-unless.ts';
import { statusVersionOf, type Step } from './record-step.ts';

interface LineCancelStep extends Step {
  /** Calls that share it are one. */
  readonly callId: string;
  readonly items: readonly LineQuantity[];
  readonly reason?: string;
  /** Parcels that the carrier has let go for it. */
  readonly letGo: readonly string[];
}

export type LineCancelAnswer =
  | {
      readonly outcome: 'cancelled';
      readonly statusVersion: StatusVersion;
      /** Something of the order is in no shipment. */
      readonly isMoreToBook: boolean;
      /** Some of what is cancelled was captured, or is to be: it goes back. */
      readonly isOwed: boolean;
    }
  /** Nothing is recorded yet: the carrier has to let these parcels go first. */
  | { readonly outcome: 'asks_carrier'; readonly shipmentIds: readonly string[] }
  /** It is a cancel of the whole order. */
  | { readonly outcome: 'whole' }
  | { readonly outcome: 'refused'; readonly code: ErrorCode; readonly why: string };

/** Cancel some units of an order. */
export function lineCancelActivities({ orders, stock }: { orders: OrderStore; stock: StockKeeper }) {
  return {
    /** Records the cancel once the carrier holds none of its units any more; then they go back to stock. */
    async cancelLines({ orderId, cause, callId, items, reason, letGo }: LineCancelStep): Promise<LineCancelAnswer> {
      const step = lineCancelStep(callId);
      const changed = await changeUnless(orders, { orderId, step, cause }, (order) => {
        const otherwise = whatElse(order, items, letGo);
        return otherwise ? { otherwise } : { change: lineCancelChange(order, items, reason ?? 'Units were cancelled on request.') };
      });
      if (changed.otherwise) return changed.otherwise;
      const { after } = changed;
      await stock.release({ orderId, step, lines: items });
      return {
        outcome: 'cancelled',
        statusVersion: statusVersionOf(after),
        isMoreToBook: unbookedLines(after).length > 0,
        isOwed: isCancelOwed(after),
      };
    },
  };
}

function whatElse(order: Order, items: readonly LineQuantity[], letGo: readonly string[]): LineCancelAnswer | undefined {
  try {
    const { isWhole, shipments } = planLineCancel(order, items);
    if (isWhole) return { outcome: 'whole' };
    const shipmentIds = shipments.map(({ shipmentId }) => shipmentId).filter((shipmentId) => !letGo.includes(shipmentId));
    return shipmentIds.length > 0 ? { outcome: 'asks_carrier', shipmentIds } : undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'refused', code: error.code, why: error.message };
  }
}
