import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createOrderWorkflows } from '../../adapters/temporal/order-workflows.ts';
import { returnIdOf, returnWorkflowIdOf } from '../../domain/identifiers.ts';
import type { ReturnMove } from '../../domain/return-move.ts';
import type { ReturnRequest } from '../../domain/return-request.ts';
import { cause } from './orders.ts';
import type { Run } from './workflow-run.ts';
import { until } from './workflow-wait.ts';

/** One return of a test's order: announce and change it as the API does, watch what the order and Temporal say of it. */
export function returnOf(run: Run, quantity = 1, over: Partial<ReturnRequest> = {}) {
  const returnId = returnIdOf(randomUUID());
  const request = { items: [{ lineId: 'line_1', quantity }], reason: 'too small', ...over };
  const { connection, client } = run.lab.env;
  // The time-skipping client would skip on to the end of the return while it waits for an answer.
  const plain = new Client({ connection, namespace: client.options.namespace });
  const workflows = createOrderWorkflows({ client: plain, taskQueue: run.taskQueue, settings: run.lab.settings });
  const handle = plain.workflow.getHandle(returnWorkflowIdOf(run.order.id, returnId));
  const row = () => run.world.order.returns?.find((each) => each.returnId === returnId);
  return {
    returnId,
    handle,
    row,
    /** Rejects with the DomainError that the caller would see, as does `change`. */
    announce: () => workflows.requestReturn(run.world.order, { returnId, request, cause }, AbortSignal.timeout(120_000)),
    change: (move: ReturnMove, withinMs = 120_000, callId: string = randomUUID()) =>
      workflows.changeReturn(run.order.id, { callId, returnId, move, cause }, AbortSignal.timeout(withinMs)),
    status: async () => (await handle.describe()).status.name,
    /** Waits until the row has come to a status; no time is skipped. */
    becomes: (status: string) =>
      until(
        () => `the return is ${status}; it is ${row()?.status}`,
        () => row()?.status === status,
      ),
    details: async () => (await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ?? '',
  };
}
