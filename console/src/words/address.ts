import type { Order } from '../data/order-types.ts';

/** On one line. */
export function addressLine({ name, line1, line2, postalCode, city, country }: NonNullable<Order['shipTo']>): string {
  return [name, line1, line2, `${postalCode} ${city}`, country].filter(Boolean).join(', ');
}
