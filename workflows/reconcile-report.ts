import type { Finding, FindingKind, Found } from '../activities/finding.ts';

/** What one round found and set right; the next round goes on from it. */
export interface ReconcileReport {
  readonly at: string;
  /** How many open orders were looked at, and the id behind which the next sweep goes on; null: from the beginning. */
  readonly looked: number;
  readonly sweptTo: string | null;
  /** The same of running workflows, newest first. */
  readonly lookedAtRunning: number;
  readonly runningTo: string | null;
  /** The id behind which the next sweep of orders with open returns goes on; null: from the beginning. */
  readonly returnsSweptTo: string | null;
  /** When the payment provider last answered. */
  readonly paymentsAt: string;
  /** Ids of orders. */
  readonly restarted: readonly string[];
  /** Ids of returns. */
  readonly restartedReturns: readonly string[];
  /** Ids of orders that were told of their stock. */
  readonly woken: readonly string[];
  readonly released: readonly string[];
  readonly voided: readonly string[];
  /** What a person has to look at: all are counted, the first of each kind are named. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  readonly findings: readonly Finding[];
}

type EarlierReport = Partial<ReconcileReport>;

/** Looks that found the same kind are added up. */
export function sumUp(looks: readonly Found[]): Pick<ReconcileReport, 'counts' | 'findings'> {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind, total } of looks) counts[kind] = (counts[kind] ?? 0) + total;
  return { counts, findings: looks.flatMap(({ findings }) => findings) };
}

export function isNamedIn({ findings = [] }: EarlierReport, { kind, id }: Finding): boolean {
  return findings.some((known) => known.kind === kind && known.id === id);
}

/** Whose workflows are to be looked at again: a sweep may be far from them. */
export function ordersNamed({ findings = [] }: EarlierReport): string[] {
  return findings.filter(({ kind }) => kind === 'workflow_without_order' || kind === 'workflow_over_ended_order').map(({ id }) => id);
}

/** Payments that are to be looked at again: they have not changed since. */
export function paymentsNamed({ findings = [] }: EarlierReport): { reference: string; orderId: string }[] {
  return findings.filter(isOfPayment).map(({ id, orderId }) => ({ reference: id, orderId: orderId ?? '' }));
}

/** Whether the next sweep goes on where this one ended: what goes over everything waits until a sweep begins anew. */
export function isMidway({ sweptTo }: EarlierReport): boolean {
  return sweptTo !== undefined && sweptTo !== null;
}

/** What was said of payments before, for a round in which the provider does not answer. */
export function paymentsFound(earlier: EarlierReport): Found[] {
  return foundBefore(earlier, PAYMENT_KINDS);
}

/** The same of reservations, for a round that does not look at them. */
export function reservationsFound(earlier: EarlierReport): Found[] {
  return foundBefore(earlier, ['reservation_without_order']);
}

function foundBefore({ findings = [], counts = {} }: EarlierReport, kinds: readonly FindingKind[]): Found[] {
  return kinds.map((kind) => ({ kind, total: counts[kind] ?? 0, findings: findings.filter((finding) => finding.kind === kind) }));
}

const PAYMENT_KINDS: readonly FindingKind[] = ['unknown_payment', 'payment_disagrees'];

function isOfPayment({ kind }: Finding): boolean {
  return PAYMENT_KINDS.includes(kind);
}

/** For the Temporal UI, in Markdown. */
export function detailsOf(report: ReconcileReport): string {
  const { looked, lookedAtRunning, restarted, restartedReturns, woken, released, voided, counts, findings } = report;
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `| ${kind} | ${count} | ${exampleOf(findings.find((finding) => finding.kind === kind))} |`);
  const table = ['| to look at | how many | for example |', '| --- | --- | --- |', ...rows];
  return [
    `Looked at ${looked} open orders and ${lookedAtRunning} running workflows. Restarted: ${restarted.length} and ${restartedReturns.length} returns, told of their stock: ${woken.length}, released: ${released.length}, voided: ${voided.length}.`,
    ...(rows.length > 0 ? ['', ...table] : []),
  ].join('\n');
}

function exampleOf(finding: Finding | undefined): string {
  return finding ? `\`${finding.id}\`: ${finding.text.replaceAll('|', '\\|')}` : '';
}
