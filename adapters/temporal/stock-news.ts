import type { Client } from '@temporalio/client';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { stockArrived } from '../../workflows/messages.ts';
import { hasEnded } from './failures.ts';

/** A delivery of goods may serve hundreds of orders: so many are told at once. */
const AT_ONCE = 20;

/**
 * Tells orders that wait for stock that they were given some. Waits for nothing and never fails: who is not told now is found by the
 * reconciler.
 */
export function createStockNews(client: Client, onFailure: (error: unknown) => void): (orderIds: readonly string[]) => void {
  const tell = async (orderId: string) => {
    try {
      await client.workflow.getHandle(orderWorkflowIdOf(orderId)).signal(stockArrived);
    } catch (error) {
      if (!hasEnded(error)) onFailure(error);
    }
  };
  const tellAll = async (orderIds: string[]) => {
    for (let batch = orderIds.splice(0, AT_ONCE); batch.length > 0; batch = orderIds.splice(0, AT_ONCE)) await Promise.all(batch.map(tell));
  };
  return (orderIds) => void tellAll([...orderIds]);
}
