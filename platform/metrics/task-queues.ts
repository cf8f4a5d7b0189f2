import type { ReadingsOf } from './page.ts';

/** A task queue as Temporal sees it. */
export interface TaskQueue {
  readonly name: string;
  readonly type: 'workflow' | 'activity';
  /** Tasks that no worker has taken yet. */
  readonly backlog: number;
  readonly backlogAgeSeconds: number;
  /** Workers that have asked it for tasks lately. */
  readonly pollers: number;
}

export function taskQueueReadings(read: () => Promise<readonly TaskQueue[]>): ReadingsOf {
  return async () => {
    const queues = await read();
    const values = (value: (queue: TaskQueue) => number) =>
      queues.map((queue) => ({ labels: { task_queue: queue.name, task_type: queue.type }, value: value(queue) }));
    return [
      {
        name: 'task_queue_backlog',
        help: 'Tasks of a task queue that no worker has taken yet, as Temporal estimates',
        values: values(({ backlog }) => backlog),
      },
      {
        name: 'task_queue_backlog_age_seconds',
        help: 'Age of the oldest of them',
        values: values(({ backlogAgeSeconds }) => backlogAgeSeconds),
      },
      {
        name: 'task_queue_pollers',
        help: 'Workers that have lately asked a task queue for tasks',
        values: values(({ pollers }) => pollers),
      },
    ];
  };
}
