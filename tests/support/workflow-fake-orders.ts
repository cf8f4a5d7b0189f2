import { createdOrder, paymentMethodOf, type Order, type PaymentMethod } from '../../domain/order.ts';
import { applyChange, type OrderChange } from '../../domain/order-change.ts';
import { statusEvent, type Cause, type EventType, type OrderEvent } from '../../domain/order-event.ts';
import type { NewOrder, OrderStore } from '../../domain/ports/order-store.ts';
import type { Faults } from './workflow-faults.ts';

/** As PostgreSQL's: whoever repeats a step may be asked to decide for nothing. */
function decideOrFail(decide: Decide, order: Order, isRecorded: boolean): OrderChange | undefined | 'recorded' {
  try {
    const change = decide(order);
    return isRecorded ? 'recorded' : change;
  } catch (error) {
    if (isRecorded) return 'recorded';
    throw error;
  }
}

type Decide = (order: Order) => OrderChange | undefined;

/** One order in memory, under the rules of the status table, with every event that PostgreSQL would hold. */
export class FakeOrders implements OrderStore {
  readonly events: OrderEvent[] = [];
  order: Order | undefined;
  #paymentMethod: PaymentMethod = { token: '' };
  readonly #steps = new Set<string>();
  readonly #faults: Faults;
  readonly #now: () => Date;

  constructor(faults: Faults, now: () => Date) {
    this.#faults = faults;
    this.#now = now;
  }

  create({ id, request }: NewOrder, cause: Cause): Promise<Order> {
    return this.#faults.run('orders.create', () => {
      if (this.order) return this.order;
      this.#paymentMethod = paymentMethodOf(request);
      const created = createdOrder(id, request, this.#now().toISOString());
      return this.#record(created, statusEvent('CREATED'), cause, 'The order was accepted.');
    });
  }

  change(_orderId: string, step: string, cause: Cause, decide: Decide): Promise<Order> {
    // A test has one shipment and one capture mostly: their steps are known by their first word.
    return this.#faults.run(`orders.change:${step.replace(/:(?:ship|cap)_.*$/, '')}`, () => {
      const order = this.#existing();
      const change = decideOrFail(decide, order, this.#steps.has(step));
      if (change === 'recorded') return { ...order };
      if (!change) return order;
      const { order: after, event } = applyChange(order, change, this.#now().toISOString());
      this.#steps.add(step);
      this.#paymentMethod = change.paymentMethod ?? this.#paymentMethod;
      return this.#record(after, event, cause, change.why);
    });
  }

  get(): Promise<Order> {
    return this.#faults.run('orders.get', () => this.#existing());
  }

  async paymentMethod(): Promise<PaymentMethod> {
    return this.#paymentMethod;
  }

  #existing(): Order {
    if (!this.order) throw new Error('the order has no row');
    return this.order;
  }

  #record(order: Order, type: EventType, { actor }: Cause, why: string): Order {
    this.order = order;
    this.events.push({ sequence: order.version, type, at: order.updatedAt, actor, why, order });
    return order;
  }
}
