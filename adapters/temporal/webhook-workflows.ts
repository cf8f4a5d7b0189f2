import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowStartOptions } from '@temporalio/client';
import { webhookWorkflowIdOf } from '../../domain/identifiers.ts';
import type { DeliveryRun } from '../../domain/ports/webhook-deliveries.ts';
import type { deliverWebhook } from '../../workflows/deliver-webhook.ts';
import { DELIVER_WEBHOOK } from '../../workflows/messages.ts';
import { unreachable } from './failures.ts';

export interface WebhookWorkflows {
  /** Starts the workflow of a run; once, however often it is asked. @throws DependencyError('temporal') */
  start(run: DeliveryRun): Promise<void>;
}

/** @param sendersQueue where those who send take their work from */
export function createWebhookWorkflows(
  client: Client,
  { taskQueue, sendersQueue }: { taskQueue: string; sendersQueue: string },
): WebhookWorkflows {
  return {
    async start(run) {
      const options = {
        args: [{ ...run, sendersQueue }],
        taskQueue,
        workflowId: webhookWorkflowIdOf(run.deliveryId, run.round),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      } as const satisfies WorkflowStartOptions<typeof deliverWebhook>;
      try {
        await client.workflow.start<typeof deliverWebhook>(DELIVER_WEBHOOK, options);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error);
      }
    },
  };
}
