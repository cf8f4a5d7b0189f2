import type { OrderStatus } from '../../domain/order-status.ts';
import type { ReadingsOf } from './page.ts';

/** Of the orders of one status that are not over. */
export interface OpenOrders {
  readonly status: OrderStatus;
  readonly count: number;
  /** For how long the one has stood still that has not changed for longest, without waiting for a person, its customer, a hold or a clock. */
  readonly longestUnchangedSeconds: number;
}

export function openOrdersReadings(read: () => Promise<readonly OpenOrders[]>): ReadingsOf {
  return async () => {
    const byStatus = await read();
    return [
      {
        name: 'orders_open',
        help: 'Orders that are not at their end, by status',
        values: byStatus.map(({ status, count }) => ({ labels: { status }, value: count })),
      },
      {
        name: 'orders_longest_unchanged_seconds',
        help: 'Time since the last change of the order that has not changed for longest; without those that wait for a person, a customer, a hold or a clock',
        values: byStatus.map(({ status, longestUnchangedSeconds }) => ({ labels: { status }, value: longestUnchangedSeconds })),
      },
    ];
  };
}
