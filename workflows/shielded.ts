import { CancellationScope } from '@temporalio/workflow';

/** Handlers run in the workflow's own scope, which Temporal's cancel ends for good: what they wait for must not end with it. */
export function shielded<T>(work: () => Promise<T>): Promise<T> {
  return CancellationScope.nonCancellable(work);
}
