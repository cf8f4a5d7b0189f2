import type { LineQuantity } from './order-quantities.ts';

export const RETURN_STATUSES = ['requested', 'approved', 'declined', 'cancelled', 'received', 'closed', 'expired'] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number];

/** The only moves that a return makes. */
export const RETURN_TABLE: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  requested: ['approved', 'declined', 'cancelled'],
  approved: ['received', 'cancelled', 'expired'],
  received: ['closed'],
  declined: [],
  cancelled: [],
  closed: [],
  expired: [],
};

/** What became of the units that were announced; together they are as many. Those that are missing can be announced again. */
export interface ReceivedUnits {
  readonly restocked: number;
  readonly scrapped: number;
  readonly missing: number;
}

/** Delivered units of lines that their customer sends back. */
export interface Return {
  readonly returnId: string;
  readonly status: ReturnStatus;
  /** What was announced; with what became of it, once it is received. */
  readonly lines: readonly (LineQuantity & Partial<ReceivedUnits>)[];
  /** Why, for people. */
  readonly reason: string;
  /** Why it was declined, for people. */
  readonly declineReason?: string;
  /** What is kept of the money for it; absent where nothing is. */
  readonly feeCents?: number;
  /** ISO 8601 instants. */
  readonly requestedAt: string;
  readonly approvedAt?: string;
  /** Not waited for any longer than this, once it is approved. */
  readonly expiresAt?: string;
  readonly receivedAt?: string;
  /** When it was declined, cancelled, closed or expired. */
  readonly endedAt?: string;
}

/** So many a caller may announce of one order, those that came to nothing included: each stands in its row. */
export const MOST_RETURNS = 100;

/** Its workflow has something left to do. */
export function isOpenReturn({ status }: Pick<Return, 'status'>): boolean {
  return RETURN_TABLE[status].length > 0;
}

export function leadsTo(from: ReturnStatus, to: ReturnStatus): boolean {
  return RETURN_TABLE[from].some((next) => next === to || leadsTo(next, to));
}

/** Its units are promised to come back, and not here. */
export function isAnnounced({ status }: Pick<Return, 'status'>): boolean {
  return status === 'requested' || status === 'approved';
}
