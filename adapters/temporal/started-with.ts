import type { Client } from '@temporalio/client';
import type { ProcessOrderInput } from '../../workflows/messages.ts';
import { decode } from './data-converter.ts';
import { instantOf } from './instant.ts';
import type { ERASED } from './payload-codec.ts';

/** What a run of an order's workflow was started with, and when (ISO 8601). */
export interface StartedWith {
  readonly input: ProcessOrderInput;
  readonly at: string;
}

/**
 * From the first event of the run's history, which needs no worker; undefined when that holds no input, or the customer was erased.
 * @throws ServiceError with NOT_FOUND when Temporal knows no such workflow (any more)
 */
export async function startedWith(
  { workflowService, options }: Client,
  execution: { workflowId: string; runId?: string },
): Promise<StartedWith | undefined> {
  const request = { namespace: options.namespace, execution, maximumPageSize: 1 };
  const { history } = await workflowService.getWorkflowExecutionHistory(request);
  const first = history?.events?.[0];
  const payload = first?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  if (!first || !payload) return undefined;
  const context = { type: 'workflow', namespace: options.namespace, workflowId: execution.workflowId } as const;
  const input = await decode<ProcessOrderInput | typeof ERASED>(options.loadedDataConverter, payload, context);
  return 'erased' in input ? undefined : { input, at: instantOf(first.eventTime) };
}
