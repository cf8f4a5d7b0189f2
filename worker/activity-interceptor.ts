import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { toFailure } from '../activities/failures.ts';
import { DependencyError, DomainError } from '../domain/errors.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Logger } from '../platform/logger.ts';
import { runInContext } from '../platform/request-context.ts';
import { withSpan } from '../platform/spans.ts';

/** Gives each activity its place in logs and traces, and its errors the form that Temporal understands. */
export function activityInterceptor(log: Logger) {
  return ({ info }: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      execute: (input, next) => {
        const { cause, orderId, id } = (input.args[0] ?? {}) as { cause?: Cause; orderId?: string; id?: string };
        const { activityType: activity, attempt } = info;
        const fields = { workflowId: info.workflowExecution?.workflowId ?? '', orderId: orderId ?? id ?? '', ...trace(cause) };
        return runInContext(fields, async () => {
          try {
            const span = { parent: cause, attributes: { 'order.id': fields.orderId, attempt } };
            const result = await withSpan(`activity ${activity}`, span, () => next(input));
            log.debug({ activity, attempt }, 'activity done');
            return result;
          } catch (error) {
            logFailure(log, { activity, attempt, err: error });
            throw toFailure(error);
          }
        });
      },
    },
  });
}

function trace(cause: Cause | undefined) {
  return { ...(cause?.requestId && { requestId: cause.requestId }), ...(cause?.traceparent && { traceparent: cause.traceparent }) };
}

function logFailure(log: Logger, fields: { activity: string; attempt: number; err: unknown }): void {
  if (fields.err instanceof DomainError) log.info(fields, 'activity was refused');
  else if (fields.err instanceof DependencyError) log.warn(fields, 'activity failed and will be tried again');
  else log.error(fields, 'activity failed unexpectedly and will be tried again');
}
