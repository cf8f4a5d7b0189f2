import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { orderWorkflowIdOf, refundWorkflowIdOf, returnWorkflowIdOf } from '../../domain/identifiers.ts';
import { newOrder } from '../../domain/order.ts';
import type { OrderWorkflows } from '../../domain/ports/order-workflows.ts';
import type { TriedBy } from '../../domain/waiting.ts';
import { addToContext } from '../../platform/request-context.ts';
import * as messages from '../../workflows/messages.ts';
import type { processOrder } from '../../workflows/process-order.ts';
import { GRPC, grpcCodeOf, hasEnded, unreachable } from './failures.ts';
import { orderStartOptions, type StartContext } from './order-start-options.ts';
import { pendingStep } from './pending-step.ts';
import { refundUntil } from './refund.ts';
import { returnWorkflows } from './return.ts';
import { startedWith } from './started-with.ts';
import { updateUntil } from './update.ts';

/** What the API asks of Temporal. */
export function createOrderWorkflows({ client, ...context }: StartContext): OrderWorkflows {
  const within = <T>(deadline: AbortSignal, call: () => Promise<T>) => client.connection.withAbortSignal(deadline, call);
  const handleOf = (orderId: string) => client.workflow.getHandle<typeof processOrder>(orderWorkflowIdOf(orderId));

  return {
    async start(order, cause, deadline) {
      const options = orderStartOptions(order, cause, context);
      try {
        const { firstExecutionRunId } = await within(deadline, () =>
          client.workflow.start<typeof processOrder>(messages.PROCESS_ORDER, options),
        );
        addToContext({ runId: firstExecutionRunId });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error);
        return 'existing';
      }
      return 'started';
    },

    async findPending(orderId, deadline) {
      try {
        const started = await within(deadline, () => startedWith(client, { workflowId: orderWorkflowIdOf(orderId) }));
        if (!started) return undefined;
        const { input, at } = started;
        return { order: newOrder(orderId, input.request, at), fingerprint: input.fingerprint };
      } catch (error) {
        if (grpcCodeOf(error) === GRPC.notFound) return undefined;
        throw unreachable(error);
      }
    },

    cancel: (orderId, { callId, ...request }, deadline) =>
      updateUntil(client, deadline, () => handleOf(orderId).startUpdate(messages.cancel, accepted(callId, request))),

    cancelLines: (orderId, call, deadline) =>
      updateUntil(client, deadline, () => handleOf(orderId).startUpdate(messages.cancelLines, accepted(call.callId, call))),

    editOrder: (orderId, call, deadline) =>
      updateUntil(client, deadline, () => handleOf(orderId).startUpdate(messages.editOrder, accepted(call.callId, call))),

    placeHold: (orderId, call, deadline) =>
      updateUntil(client, deadline, () => handleOf(orderId).startUpdate(messages.placeHold, accepted(call.holdId, call))),

    releaseHold: (orderId, call, deadline) =>
      updateUntil(client, deadline, () => handleOf(orderId).startUpdate(messages.releaseHold, accepted(`release-${call.holdId}`, call))),

    resolve: (orderId, { callId, ...resolution }, deadline) =>
      updateUntil(client, deadline, () =>
        handleOf(orderId).startUpdate(messages.resolveAttention, accepted(callId, { callId, ...resolution })),
      ),

    refund: (order, refund, deadline) => refundUntil({ client, ...context }, order, refund, deadline),

    ...returnWorkflows({ client, ...context }),

    async findPendingStep(orderId, of, deadline) {
      try {
        return await within(deadline, () => pendingStep(client, workflowIdOf(orderId, of)));
      } catch (error) {
        if (grpcCodeOf(error) === GRPC.notFound) return undefined;
        throw unreachable(error);
      }
    },

    async notify(orderId, { kind, ...content }, deadline) {
      const signal = kind === 'tracking' ? messages.trackingUpdated : messages.paymentUpdated;
      try {
        await within(deadline, () => handleOf(orderId).signal(signal.name, content));
        return true;
      } catch (error) {
        if (hasEnded(error)) return false;
        throw unreachable(error);
      }
    },

    async ping(deadline) {
      await within(deadline, () => client.workflowService.getSystemInfo({})).catch((error: unknown) => {
        throw unreachable(error);
      });
    },
  };
}

function workflowIdOf(orderId: string, of: TriedBy): string {
  if (of === 'order') return orderWorkflowIdOf(orderId);
  return 'refundId' in of ? refundWorkflowIdOf(orderId, of.refundId) : returnWorkflowIdOf(orderId, of.returnId);
}

/** Whoever sends the same under the same id joins one update. */
function accepted<T>(updateId: string, content: T) {
  return { updateId, args: [content] as [T], waitForStage: 'ACCEPTED' } as const;
}
