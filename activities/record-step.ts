import type { OrderChange } from '../domain/order-change.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';

/** What every step of an order's workflow is told. */
export interface Step {
  readonly orderId: string;
  readonly cause: Cause;
}

/** Of an order whose version is known to whoever takes the step: as it stood then is new enough, which spares reading it. */
export interface Versioned {
  readonly version?: number;
}

/** Records a step of an order, once whatever repeats it, and answers where the order stands then. */
export function recorderOf(orders: OrderStore) {
  return async ({ orderId, cause }: Step, step: string, decide: (order: Order) => OrderChange | undefined): Promise<StatusVersion> =>
    statusVersionOf(await orders.change(orderId, step, cause, decide));
}

export function statusVersionOf({ status, version }: Order): StatusVersion {
  return { status, version };
}

/** A change that is due in this status only: a run that repeats an old step leaves an order that is further on alone. */
export function whenIn(status: OrderStatus, change: OrderChange) {
  return (order: Order) => (order.status === status ? change : undefined);
}
