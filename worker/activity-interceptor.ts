import type { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { toFailure, TryAgain } from '../activities/failures.ts';
import { readTraceHeader } from '../adapters/temporal/trace-header.ts';
import { DependencyError, DomainError } from '../domain/errors.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Logger } from '../platform/logger.ts';
import { runInContext, type RequestContext } from '../platform/request-context.ts';
import { following, withSpan, type SpanOptions } from '../platform/spans.ts';

/** Gives each activity its place in logs and traces, and its errors the form that Temporal understands. */
export function activityInterceptor(log: Logger) {
  return ({ info }: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      execute: (input, next) => {
        const { activityType: activity, attempt } = info;
        const fields = fieldsOf(info, input);
        const run = async () => {
          try {
            const result = await next(input);
            log.debug({ activity, attempt }, 'activity done');
            return result;
          } catch (error) {
            logFailure(log, { activity, attempt, err: error });
            throw error;
          }
        };
        return runInContext(fields, async () => {
          try {
            return await withSpan(`RunActivity:${activity}`, spanOf(fields, input, attempt), run);
          } catch (error) {
            throw toFailure(error);
          }
        });
      },
    },
  });
}

function fieldsOf({ workflowExecution }: Context['info'], input: ActivityExecuteInput): RequestContext {
  const { cause, orderId, id } = (input.args[0] ?? {}) as { cause?: Cause; orderId?: string; id?: string };
  const { requestId, traceparent, tracestate } = cause ?? {};
  const { workflowId, runId } = workflowExecution ?? {};
  const order = orderId ?? id;
  return {
    ...(requestId !== undefined && { requestId }),
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
    ...(order !== undefined && { orderId: order }),
    ...(workflowId !== undefined && { workflowId }),
    ...(runId !== undefined && { runId }),
  };
}

/** The header leads to the call that reached the workflow; without one the step's cause leads to the request. */
function spanOf({ orderId, workflowId, runId, ...cause }: RequestContext, { headers }: ActivityExecuteInput, attempt: number): SpanOptions {
  const header = readTraceHeader(headers);
  const ids = { 'order.id': orderId, temporalWorkflowID: workflowId, temporalRunID: runId };
  return { ...following(header ?? cause, header?.at ?? Number.NaN), attributes: { ...ids, attempt } };
}

function logFailure(log: Logger, fields: { activity: string; attempt: number; err: unknown }): void {
  if (fields.err instanceof TryAgain) log.debug(fields, 'activity is tried again at its time');
  else if (fields.err instanceof DomainError) log.info(fields, 'activity was refused');
  else if (fields.err instanceof DependencyError) log.warn(fields, 'activity failed and will be tried again');
  else log.error(fields, 'activity failed unexpectedly and will be tried again');
}
