import { refundWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createOrderWorkflows } from '../../adapters/temporal/order-workflows.ts';
import type { RefundRequest } from '../../domain/refund.ts';
import { cause } from './orders.ts';
import type { Run } from './workflow-run.ts';

/** One refund of a test's order: ask for it as the API does, watch what the order and Temporal say of it. */
export function refundOf(run: Run, over: Partial<RefundRequest> = {}, taskQueue = run.taskQueue) {
  const refundId = `re_${randomUUID()}`;
  const request = { reason: 'scratched', ...over };
  const { connection, client } = run.lab.env;
  // The time-skipping client would skip on to the workflow's time-out in ten years while it waits for a result.
  const plain = new Client({ connection, namespace: client.options.namespace });
  const handle = plain.workflow.getHandle(refundWorkflowIdOf(run.order.id, refundId));
  return {
    refundId,
    handle,
    /** Rejects with the DomainError that the caller would see. */
    ask: (withinMs = 120_000) =>
      createOrderWorkflows({ client: plain, taskQueue, settings: run.lab.settings }).refund(
        run.world.order,
        { refundId, request, cause },
        AbortSignal.timeout(withinMs),
      ),
    row: () => run.world.order.refunds.find((refund) => refund.refundId === refundId),
    details: async () => (await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails,
    status: async () => (await handle.describe()).status.name,
  };
}
