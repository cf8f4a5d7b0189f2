import type { Order } from '../data/order-types.ts';

/** What has to come for it: `3 × SHADE, 1 × LAMP`; empty where it waits for no stock. */
export function missingOf({ items }: Order): string {
  return items
    .filter(({ waiting = 0 }) => waiting > 0)
    .map(({ sku, waiting }) => `${waiting} × ${sku}`)
    .join(', ');
}

/** What becomes of an order when what is missing is dropped. */
export function dropped(order: Order): string {
  const goesOn = order.items.some(({ units }) => units.reserved > 0);
  return `Drops ${missingOf(order)}. ${goesOn ? 'The rest goes on to its payment.' : 'Nothing of it is there, so the order is cancelled.'}`;
}
