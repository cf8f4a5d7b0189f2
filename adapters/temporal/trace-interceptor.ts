import { SpanKind } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Cause } from '../../domain/order-event.ts';
import { isOtherTrace, withInnerSpan, withSpan } from '../../platform/spans.ts';
import { withTraceHeader } from './trace-header.ts';

/** Spans and headers of the calls that reach workflows, under the names that Temporal's own interceptors give them. */
export const traceInterceptor: WorkflowClientInterceptor = {
  startWithDetails: ({ headers, ...input }, next) =>
    inCallSpan({ name: `StartWorkflow:${input.workflowType}`, workflowId: input.options.workflowId, args: input.options.args }, () =>
      next({ ...input, headers: withTraceHeader(headers) }),
    ),

  signal: ({ headers, ...input }, next) =>
    inCallSpan({ name: `SignalWorkflow:${input.signalName}`, workflowId: input.workflowExecution.workflowId, args: input.args }, () =>
      next({ ...input, headers: withTraceHeader(headers) }),
    ),

  startUpdate: ({ headers, ...input }, next) =>
    inCallSpan({ name: `StartWorkflowUpdate:${input.updateName}`, workflowId: input.workflowExecution.workflowId, args: input.args }, () =>
      next({ ...input, headers: withTraceHeader(headers) }),
    ),
};

interface WorkflowCall {
  readonly name: string;
  readonly workflowId: string | undefined;
  readonly args: readonly unknown[];
}

/** What carries out an older request, such as a run that is started anew, begins a trace that is linked to that request's. */
function inCallSpan<T>({ name, workflowId = '', args: [input] }: WorkflowCall, call: () => Promise<T>): Promise<T> {
  const options = { kind: SpanKind.CLIENT, attributes: { temporalWorkflowID: workflowId } };
  const { cause } = Object(input) as { cause?: Cause };
  if (cause && isOtherTrace(cause)) return withSpan(name, { ...options, link: cause }, call);
  return withInnerSpan(
    () => name,
    () => options,
    call,
  );
}
