import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DependencyError, DomainError, ERROR_CODES, type ErrorCode } from '../../domain/errors.ts';

/** The one place that says what a failed call to Temporal means: what is no answer of a workflow is Temporal being away. */
export function unreachable(error: unknown): Error {
  return error instanceof DomainError || error instanceof DependencyError
    ? error
    : new DependencyError('temporal', 'Temporal did not answer in time.', { cause: error });
}

/** Whether no workflow runs under the id, or the one that took the update ended before it answered. */
export function hasEnded(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return error instanceof WorkflowUpdateFailedError && failureType(error) === 'AcceptedUpdateCompletedWorkflow';
}

/** Whether an update was not accepted, because the workflow task that brought it failed (service/history/workflow/update of the server). */
export function isTaskLost(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  return grpcCodeOf(cause) === GRPC.failedPrecondition && String(cause).includes('workflow task failure');
}

/** The workflow's no to an update, by its code; undefined where the error is no such answer. */
export function refusalOf(error: unknown): DomainError | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const code = ERROR_CODES.find((known): known is ErrorCode => known === failureType(error));
  return code && new DomainError(code, error.cause?.message ?? error.message);
}

function failureType({ cause }: WorkflowUpdateFailedError): string | undefined {
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}

/** gRPC's status codes; numbers of a wire format do not change. */
export const GRPC = { invalidArgument: 3, notFound: 5, alreadyExists: 6, permissionDenied: 7, failedPrecondition: 9 } as const;

export function grpcCodeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
