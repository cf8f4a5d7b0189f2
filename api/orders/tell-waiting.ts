import { DependencyError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderWorkflows } from '../../domain/ports/order-workflows.ts';
import { viewOf, type OrderView } from '../../domain/order-view.ts';
import { triedBy, waitingFor, type WaitingFor } from '../../domain/waiting.ts';

export interface WaitingDependencies {
  readonly workflows: Pick<OrderWorkflows, 'findPendingStep'>;
  readonly now: () => Date;
}

/** An order that changed so lately moves, and Temporal is not asked about it (ms). */
const STANDS_STILL_AFTER_MS = 5000;
/** What Temporal adds is worth no more waiting (ms). */
const ASK_MS = 500;

/** An order with whom it waits for, as its row tells. */
export function withWaiting(order: Order): OrderView {
  const waits = waitingFor(order);
  return waits ? { ...viewOf(order), waitingFor: waits } : viewOf(order);
}

/**
 * The same with what only Temporal knows of an order that stands still: the next try of a step that fails, or that no worker is there.
 * Without Temporal it is what the row tells.
 */
export function tellWaiting({ workflows, now }: WaitingDependencies) {
  return async (order: Order, deadline: AbortSignal): Promise<OrderView> => {
    const waits = waitingFor(order);
    const tried = waits && triedBy(order, waits);
    if (!tried || now().getTime() - Date.parse(order.updatedAt) < STANDS_STILL_AFTER_MS) return withWaiting(order);
    const soon = AbortSignal.any([deadline, AbortSignal.timeout(ASK_MS)]);
    const step = await workflows.findPendingStep(order.id, tried, soon).catch(ignoreOutage);
    if (!step) return withWaiting(order);
    const { on, since = waits.since, nextTryAt } = step;
    const what: WaitingFor['what'] = waits.what === 'person' ? 'person' : WHO[on];
    return {
      ...viewOf(order),
      waitingFor: { what, since: what === waits.what ? waits.since : since, ...(nextTryAt !== undefined && { nextTryAt }) },
    };
  };
}

const WHO = { payment: 'payment_provider', carrier: 'carrier', worker: 'worker' } as const;

function ignoreOutage(error: unknown): undefined {
  if (!(error instanceof DependencyError)) throw error;
}
