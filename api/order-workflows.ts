import { orderWorkflowIdOf } from '../domain/identifiers.ts';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { DependencyError, DomainError, ERROR_CODES, type ErrorCode } from '../domain/errors.ts';
import type { Cause } from '../domain/order-event.ts';
import { newOrder, type Order, type TrackingEvent } from '../domain/order.ts';
import type { NewOrder } from '../domain/ports.ts';
import * as messages from '../workflows/messages.ts';
import type { processOrder } from '../workflows/process-order.ts';
import type { refundOrder } from '../workflows/refund-order.ts';
import { REFUND_ORDER, refundStartOptions, type RefundOrderInput } from '../workflows/refund-start-options.ts';
import { startOptions } from '../workflows/start-options.ts';

/** What the API asks of Temporal; the only thing it knows of workflows. All throw DependencyError('temporal') when it cannot be reached in time. */
export interface OrderWorkflows {
  /** Starts the order's workflow, or leaves the one that a repeat started. `closed`: it ran to its end, the row tells. */
  start(order: NewOrder, cause: Cause, deadline: AbortSignal): Promise<Started>;
  /** An order whose row is not written yet, from what Temporal was given; needs no worker. */
  findPending(orderId: string, deadline: AbortSignal): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  /**
   * Asks for the whole order to be cancelled; identical asks share `askId` and so one answer.
   * @throws DomainError CANCEL_TOO_LATE, CANCEL_REFUSED
   */
  cancel(orderId: string, ask: CancelAsk, deadline: AbortSignal): Promise<Asked>;
  /**
   * Takes one of the choices that the order offers a person.
   * @throws DomainError CHOICE_NOT_OFFERED
   */
  resolve(orderId: string, ask: ResolveAsk, deadline: AbortSignal): Promise<Asked>;
  /**
   * Starts the refund's workflow, or joins the one that a repeat started, and waits for its answer.
   * `running` when `deadline` came first: Temporal has the refund and will finish it.
   * @throws DomainError REFUND_TOO_LARGE, REFUND_DECLINED
   */
  refund(order: Order, refund: RefundToStart, deadline: AbortSignal): Promise<'settled' | 'running'>;
  /** Tells the order's workflow that a provider or carrier has news; `false` when none runs any more, which is harmless. */
  tell(orderId: string, news: News, deadline: AbortSignal): Promise<boolean>;
  /** Whether Temporal answers. */
  ping(deadline: AbortSignal): Promise<void>;
}

export type Started = 'running' | 'closed';

/** `settled`: look at the row. `running`: accepted, and outlasts the deadline. `closed`: no workflow runs, the row tells why. */
export type Asked = 'settled' | 'running' | 'closed';

export interface ResolveAsk {
  readonly askId: string;
  readonly choice: string;
  readonly note?: string;
  readonly cause: Cause;
}

export type RefundToStart = Omit<RefundOrderInput, 'orderId'>;

export interface CancelAsk {
  readonly askId: string;
  readonly reason?: string;
  readonly cause: Cause;
}

export type News =
  | { readonly kind: 'tracking'; readonly shipmentId: string; readonly event: TrackingEvent; readonly cause: Cause }
  | { readonly kind: 'payment'; readonly reference: string; readonly cause: Cause };

/** The one place where the API talks to Temporal. */
export function createOrderWorkflows({ client, taskQueue }: { client: Client; taskQueue: string }): OrderWorkflows {
  const within = <T>(deadline: AbortSignal, call: () => Promise<T>) => client.connection.withAbortSignal(deadline, call);
  const handleOf = (orderId: string) => client.workflow.getHandle<typeof processOrder>(orderWorkflowIdOf(orderId));

  return {
    async start(order, cause, deadline) {
      try {
        await within(deadline, () =>
          client.workflow.start<typeof processOrder>(messages.PROCESS_ORDER, startOptions(order, cause, taskQueue)),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error);
        return 'closed';
      }
      return 'running';
    },

    async findPending(orderId, deadline) {
      const execution = { workflowId: orderWorkflowIdOf(orderId) };
      const request = { namespace: client.options.namespace, execution, maximumPageSize: 1 };
      const first = await within(deadline, () => client.workflowService.getWorkflowExecutionHistory(request)).catch(nothingIfUnknown);
      const event = first?.history?.events?.[0];
      const payload = event?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
      if (!event || !payload) return undefined;
      const input = defaultPayloadConverter.fromPayload<messages.ProcessOrderInput>(payload);
      return { order: newOrder(orderId, input.request, instant(event.eventTime)), fingerprint: input.fingerprint };
    },

    cancel: (orderId, { askId, ...request }, deadline) =>
      askInTime(deadline, async () => {
        const update = await within(deadline, () => handleOf(orderId).startUpdate(messages.cancel, accepted(askId, request)));
        return () => within(deadline, () => update.result());
      }),

    resolve: (orderId, { askId, ...resolution }, deadline) =>
      askInTime(deadline, async () => {
        const update = await within(deadline, () =>
          handleOf(orderId).startUpdate(messages.resolveAttention, accepted(askId, { askId, ...resolution })),
        );
        return () => within(deadline, () => update.result());
      }),

    refund: (order, refund, deadline) => refundInTime(client, refundStartOptions(order, refund, taskQueue), deadline),

    async tell(orderId, news, deadline) {
      const { kind, ...content } = news;
      const signal = kind === 'tracking' ? messages.trackingUpdated : messages.paymentUpdated;
      try {
        await within(deadline, () => handleOf(orderId).signal(signal.name, content));
        return true;
      } catch (error) {
        if (ended(error)) return false;
        throw unreachable(error);
      }
    },

    async ping(deadline) {
      await within(deadline, () => client.workflowService.getSystemInfo({})).catch((error: unknown) => {
        throw unreachable(error);
      });
    },
  };
}

/** Whoever asks the same under the same id joins one update. */
function accepted<T>(askId: string, content: T) {
  return { updateId: askId, args: [content] as [T], waitForStage: 'ACCEPTED' } as const;
}

/** Asks, and waits for the answer of what was accepted; it is not lost when the deadline comes first. */
async function askInTime(deadline: AbortSignal, ask: () => Promise<() => Promise<void>>): Promise<Asked> {
  let isAccepted = false;
  try {
    const answer = await ask();
    isAccepted = true;
    await answer();
    return 'settled';
  } catch (error) {
    if (isAccepted && deadline.aborted) return 'running';
    if (ended(error)) return 'closed';
    throw refusal(error) ?? unreachable(error);
  }
}

async function refundInTime(
  client: Client,
  options: ReturnType<typeof refundStartOptions>,
  deadline: AbortSignal,
): ReturnType<OrderWorkflows['refund']> {
  const within = <T>(call: () => Promise<T>) => client.connection.withAbortSignal(deadline, call);
  try {
    await within(() => client.workflow.start<typeof refundOrder>(REFUND_ORDER, options));
  } catch (error) {
    // Closed with an answer, which is taken below.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error);
  }
  try {
    const result = await within(() => client.workflow.getHandle<typeof refundOrder>(options.workflowId).result());
    if (result.outcome === 'succeeded') return 'settled';
    throw new DomainError(result.code, result.message);
  } catch (error) {
    if (deadline.aborted && !(error instanceof DomainError)) return 'running';
    throw unreachable(error);
  }
}

function ended(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return error instanceof WorkflowUpdateFailedError && failureType(error) === 'AcceptedUpdateCompletedWorkflow';
}

function refusal(error: unknown): DomainError | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const code = ERROR_CODES.find((known): known is ErrorCode => known === failureType(error));
  return code && new DomainError(code, error.cause?.message ?? error.message);
}

function failureType({ cause }: WorkflowUpdateFailedError): string | undefined {
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}

function unreachable(error: unknown): Error {
  return error instanceof DomainError || error instanceof DependencyError
    ? error
    : new DependencyError('temporal', 'Temporal did not answer in time.', { cause: error });
}

const GRPC_NOT_FOUND = 5;

function nothingIfUnknown(error: unknown): undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === GRPC_NOT_FOUND) return undefined;
  throw unreachable(error);
}

function instant(time: { seconds?: unknown; nanos?: number | null } | null | undefined): string {
  return new Date(Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6)).toISOString();
}
