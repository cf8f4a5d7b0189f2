import { type LineQuantity, unbookedLines } from './order-quantities.ts';
import type { Order } from './order.ts';

/**
 * Decides which units travel together. It sees the order as its row is and answers what the shipments are to hold that are not
 * booked yet, the next one first. The same order gets the same answer: a booking that is repeated must hold what it held before.
 */
export type FulfilmentPlanner = (order: Order) => readonly (readonly LineQuantity[])[];

/** Everything that is not booked yet, in one parcel. */
export const planOneParcel: FulfilmentPlanner = (order) => {
  const rest = unbookedLines(order);
  return rest.length > 0 ? [rest] : [];
};
