import type { Client } from '@temporalio/client';

/** temporal.api.enums.v1.TaskQueueType; numbers of a wire format do not change. */
const TYPES = { workflow: 1, activity: 2 } as const;
/** A worker asks again at least once a minute; Temporal names it for five. */
const POLLED_WITHIN_MS = 90_000;

/**
 * How far the workers are behind, and how many there are. Needs no worker.
 * @throws ServiceError when Temporal does not answer
 */
export async function describeTaskQueues(
  { workflowService, options: { namespace } }: Client,
  queues: readonly { readonly name: string; readonly type: keyof typeof TYPES }[],
  now: () => Date,
) {
  return Promise.all(
    queues.map(async ({ name, type }) => {
      const question = { namespace, taskQueue: { name }, taskQueueType: TYPES[type], reportStats: true };
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum is in a package that only the SDK depends on
      const { stats, pollers } = await workflowService.describeTaskQueue(question);
      const since = now().getTime() - POLLED_WITHIN_MS;
      return {
        name,
        type,
        backlog: Number(stats?.approximateBacklogCount ?? 0),
        backlogAgeSeconds: secondsOf(stats?.approximateBacklogAge),
        pollers: pollers.filter(({ lastAccessTime }) => secondsOf(lastAccessTime) * 1000 > since).length,
      };
    }),
  );
}

function secondsOf(time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
}
