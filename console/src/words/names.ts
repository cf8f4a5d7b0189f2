import type { Order, OrderStatus } from '../data/order-types.ts';

/** `CANCELING` → `Canceling`, `picked_up` → `Picked up`. */
export function named(code: string): string {
  const words = code.toLowerCase().replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Mood = 'going' | 'waiting' | 'good' | 'bad' | 'over';

const MOODS: Readonly<Record<OrderStatus, Mood>> = {
  PENDING: 'going',
  CREATED: 'going',
  CONFIRMED: 'going',
  FULFILLING: 'going',
  SHIPPED: 'going',
  DELIVERED: 'good',
  COMPLETED: 'good',
  CANCELING: 'waiting',
  CANCELED: 'over',
  REJECTED: 'bad',
  RETURNED: 'over',
};

export const moodOf = (status: OrderStatus) => MOODS[status];

/** Everything that can be asked for by status, in the order of an order's life. */
export const STATUSES = Object.keys(MOODS).filter((status) => status !== 'PENDING') as OrderStatus[];

export const HOLD_REASONS = [
  'fraud',
  'address',
  'payment',
  'stock',
  'customer',
  'other',
] as const satisfies Order['holds'][number]['reason'][];
