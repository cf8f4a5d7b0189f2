import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { PROCESS_ORDER } from '../../workflows/messages.ts';
import { reasonOf } from './database.ts';
import { SourceMissing } from './check.ts';

const ANSWERS_WITHIN_MS = 5000;
/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE; their texts tell of the client's inner life. */
const NO_ANSWER: ReadonlySet<unknown> = new Set([4, 14]);

export interface OrderRun {
  readonly orderId: string;
  /** Temporal's word: RUNNING, COMPLETED, CANCELLED, TERMINATED … */
  readonly status: string;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
}

/** What runs, or ran, for orders in Temporal. All throw SourceMissing. */
export interface WorkflowRuns {
  /** Whether Temporal can be asked at all. */
  ready(): Promise<void>;
  /** The last run of an order's workflow; undefined when Temporal knows none (any more). */
  latest(orderId: string): Promise<OrderRun | undefined>;
  /** Runs by Temporal's visibility, which may be late: ask `latest` before judging. */
  list(query: { readonly onlyRunning: boolean; readonly since: Date | null }): AsyncIterable<OrderRun>;
}

/** Of one task queue: workflows of others in the namespace belong to systems with a database of their own. */
export function temporalRuns(client: Client, taskQueue: string): WorkflowRuns {
  const { namespace } = client.options;
  let gone: SourceMissing | undefined;
  return {
    async ready() {
      // Whoever did not answer once is not waited for by every check.
      if (gone) throw gone;
      try {
        await client.withDeadline(Date.now() + ANSWERS_WITHIN_MS, () => client.workflowService.describeNamespace({ namespace }));
      } catch (error) {
        gone = unreachable(error);
        throw gone;
      }
    },

    async latest(orderId) {
      try {
        const { status, startTime, closeTime } = await client.workflow.getHandle(orderWorkflowIdOf(orderId)).describe();
        return { orderId, status: status.name, startedAt: startTime, closedAt: closeTime ?? null };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw unreachable(error);
      }
    },

    async *list({ onlyRunning, since }) {
      const running = onlyRunning ? ` AND ExecutionStatus = 'Running'` : '';
      const started = since ? ` AND StartTime >= '${since.toISOString()}'` : '';
      try {
        const query = `WorkflowType = '${PROCESS_ORDER}' AND TaskQueue = '${taskQueue}'${running}${started}`;
        for await (const run of client.workflow.list({ query })) {
          yield {
            orderId: orderIdOf(run.workflowId),
            status: run.status.name,
            startedAt: run.startTime,
            closedAt: run.closeTime ?? null,
          };
        }
      } catch (error) {
        throw unreachable(error);
      }
    },
  };
}

function orderIdOf(workflowId: string): string {
  const prefix = orderWorkflowIdOf('');
  return workflowId.startsWith(prefix) ? workflowId.slice(prefix.length) : workflowId;
}

function unreachable(error: unknown): SourceMissing {
  if (error instanceof SourceMissing) return error;
  const silent = error instanceof Error && 'code' in error && NO_ANSWER.has(error.code);
  return new SourceMissing('temporal', `Temporal cannot be reached: ${silent ? 'no answer' : reasonOf(error)}`, { cause: error });
}
