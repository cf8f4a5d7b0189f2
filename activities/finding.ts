/** What the reconciler finds and cannot set right by itself; docs/operating.md says what to do about each. */
export type FindingKind =
  | 'workflow_without_order'
  | 'workflow_over_ended_order'
  | 'workflow_keeps_failing'
  | 'unknown_payment'
  | 'payment_disagrees'
  | 'refund_pending'
  | 'reservation_without_order'
  | 'stock_overcommitted'
  | 'unsent_event'
  | 'refused_event'
  | 'needs_attention';

export interface Finding {
  readonly kind: FindingKind;
  /** What it is about: the id of an order, a payment's reference, a SKU. */
  readonly id: string;
  readonly orderId?: string;
  /** For people. */
  readonly text: string;
}

/** All findings of one kind; the list names the first of them. */
export interface Found {
  readonly kind: FindingKind;
  readonly total: number;
  readonly findings: readonly Finding[];
}

/** So many of a kind are named: a round's report stays far below what a workflow may return. */
export const MOST_NAMED = 50;

export function found(kind: FindingKind, findings: readonly Omit<Finding, 'kind'>[], total = findings.length): Found {
  return { kind, total, findings: findings.slice(0, MOST_NAMED).map((finding) => ({ kind, ...finding })) };
}

/** An instant some time before another (ISO 8601). */
export function before(at: string, ms: number): string {
  return new Date(Date.parse(at) - ms).toISOString();
}
