import type { Order, PaymentMethod } from '../../domain/order.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';

/** An order as its row was. */
export interface SeenOrder {
  readonly order: Order;
  /** The transaction that wrote the row, PostgreSQL's `xmin`: as long as it stands there, nobody has touched the row since. */
  readonly writtenBy: string;
  readonly paymentMethod: PaymentMethod;
}

/** About 2 kB each. */
const MOST = 2000;

/** Orders as this process last saw or wrote them: what is decided on one counts only when the row still is as it was then. */
export class RecentOrders {
  readonly #orders = new Map<string, SeenOrder>();

  get(orderId: string): SeenOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** What is at its end hardly changes any more, and makes room. */
  saw(seen: SeenOrder): void {
    const { id, status } = seen.order;
    this.#orders.delete(id);
    if (isAtItsEnd(status)) return;
    this.#orders.set(id, seen);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MOST && oldest !== undefined) this.#orders.delete(oldest);
  }
}
