import type { OrderStatus } from '../../domain/order-status.ts';
import type { Order } from '../../domain/order.ts';
import type { Logger } from '../logger.ts';
import { counter } from './registry.ts';

const statusChanges = counter({
  name: 'orders_status_changes_total',
  help: 'Moves of an order to a status that this process recorded',
  labelNames: ['to'] as const,
});

/**
 * Counts and logs the moves that this process records. Those that it is there for count from 0, so that the first one shows in
 * rate(); of others it shows none.
 */
export function tellRecorded(log: Pick<Logger, 'info'>, moves: readonly OrderStatus[]) {
  for (const to of moves) if (to !== 'PENDING') statusChanges.inc({ to }, 0);
  return ({ status }: Order, before: Order | undefined): void => {
    if (status === before?.status) return;
    statusChanges.inc({ to: status });
    log.info({ status }, 'order moved');
  };
}
