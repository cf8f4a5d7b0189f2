import { DomainError, type Fault } from './errors.ts';
import type { LineQuantity } from './order-quantities.ts';
import type { Order } from './order.ts';

/**
 * Units that a request names have to be of lines of the order, each line once, and no more than were ordered.
 * @throws DomainError INVALID_REQUEST with a pointer to each line that does not fit the order
 */
export function refuseFaultyLines(order: Pick<Order, 'items'>, items: readonly LineQuantity[], what: string): void {
  const known = order.items.map(({ lineId }) => lineId).join(', ');
  const faults = items.flatMap(({ lineId, quantity }, index): Fault[] => {
    const line = order.items.find((each) => each.lineId === lineId);
    if (!line) return [{ pointer: `/items/${index}/lineId`, detail: `is no line of this order; it has ${known}` }];
    if (items.findIndex((other) => other.lineId === lineId) < index)
      return [{ pointer: `/items/${index}/lineId`, detail: 'stands here twice' }];
    const detail = `must be at most ${line.quantity}, the quantity ordered`;
    return quantity > line.quantity ? [{ pointer: `/items/${index}/quantity`, detail }] : [];
  });
  if (faults.length > 0) throw new DomainError('INVALID_REQUEST', `The ${what} does not fit the order; see errors.`, faults);
}
