import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/reconcile.ts';

/** What one round found and set right; the next round goes on from it. */
export interface ReconcileReport {
  readonly at: string;
  readonly looked: number;
  readonly sweptTo: string | null;
  /** Ids of orders. */
  readonly restarted: readonly string[];
  readonly released: readonly string[];
  readonly voided: readonly string[];
}

/** A sweep looks up to 2,000 workflows up; a round that fails is left to the next one. */
const { sweepOpenOrders, restartBrokenOff, releaseStrayReservations, voidStrayPayments } = proxyActivities<ReconcileActivities>({
  startToCloseTimeout: '2m',
  retry: { maximumAttempts: 2 },
});

/** What happened just before the last round may not have been visible to it. */
const OVERLAP_MS = 120_000;
/** How far the first round looks back. */
const FIRST_LOOK_MS = 86_400_000;

/**
 * Run by a schedule, one round at a time: finds orders whose workflow is gone and starts it anew, and gives back what an order
 * at its end still holds.
 */
export async function reconcileOrders(): Promise<ReconcileReport> {
  const last = workflowInfo().lastResult as ReconcileReport | undefined;
  const at = new Date(Date.now()).toISOString();
  const since = new Date(last ? Date.parse(last.at) - OVERLAP_MS : Date.now() - FIRST_LOOK_MS).toISOString();

  const brokenOff = await restartBrokenOff({ since });
  const sweep = await sweepOpenOrders({ after: last?.sweptTo ?? null });
  const released = await releaseStrayReservations();
  const voided = await voidStrayPayments({ since });
  const restarted = [...new Set([...brokenOff, ...sweep.restarted])];
  setCurrentDetails(
    `Looked at ${sweep.looked} open orders. Restarted: ${restarted.length}, released: ${released.length}, voided: ${voided.length}.`,
  );
  return { at, looked: sweep.looked, sweptTo: sweep.next, restarted, released, voided };
}
