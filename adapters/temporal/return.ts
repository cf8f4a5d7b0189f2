import { returnWorkflowIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderWorkflows, ReturnCall, ReturnChangeCall, UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { changeReturn, RETURN_GOODS, returnDecided } from '../../workflows/messages.ts';
import type { returnGoods } from '../../workflows/return-goods.ts';
import { unreachable } from './failures.ts';
import type { StartContext } from './order-start-options.ts';
import { returnStartOptions } from './return-start-options.ts';
import { updateUntil } from './update.ts';

type ReturnWorkflows = Pick<OrderWorkflows, 'requestReturn' | 'changeReturn'>;

/** The workflows of returns: one is started by its announcement, and told what is decided about it. */
export function returnWorkflows({ client, ...context }: StartContext): ReturnWorkflows {
  const handleOf = (orderId: string, returnId: string) =>
    client.workflow.getHandle<typeof returnGoods>(returnWorkflowIdOf(orderId, returnId));

  return {
    async requestReturn(order: Order, call: ReturnCall, deadline: AbortSignal): Promise<UpdateOutcome> {
      const options = returnStartOptions(order, call, context);
      try {
        await client.connection.withAbortSignal(deadline, () => client.workflow.start<typeof returnGoods>(RETURN_GOODS, options));
      } catch (error) {
        throw unreachable(error);
      }
      return updateUntil(client, deadline, () =>
        handleOf(order.id, call.returnId).startUpdate(returnDecided, { updateId: 'decided', waitForStage: 'ACCEPTED' }),
      );
    },

    changeReturn: (orderId: string, { callId, returnId, move, cause }: ReturnChangeCall, deadline: AbortSignal) =>
      updateUntil(client, deadline, () =>
        handleOf(orderId, returnId).startUpdate(changeReturn, {
          updateId: callId,
          args: [{ move, cause }],
          waitForStage: 'ACCEPTED',
        }),
      ),
  };
}
