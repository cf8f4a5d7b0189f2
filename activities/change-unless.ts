import type { OrderChange } from '../domain/order-change.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { Step } from './record-step.ts';

type Changed<T> = { readonly after: Order; readonly otherwise?: undefined } | { readonly otherwise: T };
type Decided<T> = { readonly change: OrderChange | undefined } | { readonly otherwise: T };

/**
 * Changes an order, or answers what there is instead. A repeat of a step that was recorded may be decided on the order that the step
 * left, which does not allow it twice: that is of no account.
 */
export async function changeUnless<T>(
  orders: OrderStore,
  { orderId, step, cause }: Step & { readonly step: string },
  decide: (order: Order) => Decided<T>,
): Promise<Changed<T>> {
  let last: { readonly order: Order; readonly decided: Decided<T> } | undefined;
  const after = await orders.change(orderId, step, cause, (order) => {
    const decided = decide(order);
    last = { order, decided };
    return 'change' in decided ? decided.change : undefined;
  });
  return last?.order === after && 'otherwise' in last.decided ? last.decided : { after };
}
