import { ActivityFailure, isCancellation, log, patched, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/reconcile.ts';
import { autoUpgrade } from './auto-upgrade.ts';
import {
  detailsOf,
  isNamedIn,
  ordersNamed,
  isMidway,
  paymentsFound,
  paymentsNamed,
  reservationsFound,
  sumUp,
  type ReconcileReport,
} from './reconcile-report.ts';

/** A sweep looks up to 2,000 workflows up where some had stopped, or 10,000 payments; a round that fails is left to the next one. */
const {
  restartFailedRuns,
  sweepOpenOrders,
  sweepRunningWorkflows,
  releaseStrayReservations,
  restartPendingRefunds,
  sweepOpenReturns,
  wakeBackorders,
  comparePayments,
  countWhatWaits,
  tellFindings,
} = proxyActivities<ReconcileActivities>({ startToCloseTimeout: '2m', retry: { maximumAttempts: 2 } });

/** What happened just before the last round may not have been visible to it. */
const OVERLAP_MS = 120_000;
/** How far the first round looks back. */
const FIRST_LOOK_MS = 86_400_000;
/** What the provider did within this time may still be on its way into our ledger. */
const SETTLING_MS = 300_000;

/**
 * Run by a schedule, one round at a time: finds what PostgreSQL, Temporal and the payment provider tell differently, sets right
 * what has one right answer and lists the rest.
 */
export async function reconcileOrders(): Promise<ReconcileReport> {
  // A round of an earlier version reported less.
  const last: Partial<ReconcileReport> = (workflowInfo().lastResult as ReconcileReport | undefined) ?? {};
  const at = instant(Date.now());

  const failedRuns = await restartFailedRuns({ at, since: lookBack(last.at) });
  const sweep = await sweepOpenOrders({ at, after: last.sweptTo ?? null });
  const running = await sweepRunningWorkflows({ at, before: last.runningTo ?? null, again: ordersNamed(last) });
  const reservations = await releaseStrayReservations({ at, ...(isMidway(last) && { kept: reservationsFound(last) }) });
  const refunds = await restartPendingRefunds({ at });
  const waiting = await countWhatWaits({ at });
  const payments = await withProvider(last, at);
  // A round of before returns were there has no such step: it can go with the next release.
  const returns = patched('open-returns') ? await sweepOpenReturns({ after: last.returnsSweptTo ?? null }) : undefined;
  // Nor one of before backorders were there.
  const backorders = patched('backorders') ? await wakeBackorders() : undefined;

  const looks = [failedRuns, sweep, running, reservations, refunds, waiting, payments];
  const { counts, findings } = sumUp(looks.flatMap(({ found }) => found));
  await tellFindings({ counts, fresh: findings.filter((finding) => !isNamedIn(last, finding)) });
  const report: ReconcileReport = {
    at,
    looked: sweep.looked,
    sweptTo: sweep.next,
    lookedAtRunning: running.looked,
    runningTo: running.next,
    returnsSweptTo: returns?.next ?? null,
    paymentsAt: payments.at,
    restarted: [...new Set([...failedRuns.restarted, ...sweep.restarted])],
    restartedReturns: returns?.restarted ?? [],
    woken: backorders?.woken ?? [],
    released: reservations.released,
    voided: payments.voided,
    counts,
    findings,
  };
  setCurrentDetails(detailsOf(report));
  return report;
}

// A round reads what the last one left, whatever build that was.
autoUpgrade(reconcileOrders);

/** A provider that is away must not keep the rest from being looked at: what was found before stands until it answers. */
async function withProvider(last: Partial<ReconcileReport>, at: string) {
  const comparedAt = last.paymentsAt ?? last.at;
  const range = {
    since: instant(Date.parse(lookBack(comparedAt)) - SETTLING_MS),
    settledBefore: instant(Date.parse(at) - SETTLING_MS),
    again: paymentsNamed(last),
  };
  try {
    return { ...(await comparePayments(range)), at };
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('the payment provider could not be compared with; the next round goes back as far', { since: range.since });
    return { voided: [], found: paymentsFound(last), at: comparedAt ?? lookBack(comparedAt) };
  }
}

function lookBack(last: string | undefined): string {
  return instant(last === undefined ? Date.now() - FIRST_LOOK_MS : Date.parse(last) - OVERLAP_MS);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
