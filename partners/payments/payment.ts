import type { PaymentRow } from './ledger.ts';

/** A payment as the provider shows it. */
export interface Payment {
  readonly reference: string;
  readonly orderId: string;
  readonly status: PaymentRow['status'];
  readonly authorisedCents: number;
  readonly capturedCents: number;
  readonly refundedCents: number;
  /** Each by the key that it was asked for under. */
  readonly captures?: readonly { readonly captureId: string; readonly amountCents: number }[];
  /** When an authorisation ends by itself (ISO 8601). */
  readonly expiresAt?: string;
  /** Where the customer confirms it. */
  readonly nextActionUrl?: string;
}

/** An authorisation that has run out was given back by the bank, though nobody wrote it down. */
export function statusOf(row: PaymentRow): PaymentRow['status'] {
  if (!hasExpired(row)) return row.status;
  return row.capturedCents > 0 ? 'captured' : 'voided';
}

/** Also of one that was captured before it was kept under which key. */
export function isCaptured({ status, captures }: PaymentRow, captureId: string): boolean {
  return Object.hasOwn(captures, captureId) || (status === 'captured' && Object.keys(captures).length === 0);
}

export function hasExpired({ status, expiresAt }: PaymentRow): boolean {
  return status === 'authorised' && expiresAt !== null && expiresAt.getTime() <= Date.now();
}

export function paymentOf(row: PaymentRow, pagesUrl: string): Payment {
  const status = statusOf(row);
  const { reference, orderId, authorisedCents, capturedCents, refundedCents, expiresAt } = row;
  const captures = Object.entries(row.captures).map(([captureId, amountCents]) => ({ captureId, amountCents }));
  return {
    reference,
    orderId,
    status,
    authorisedCents: status === 'voided' ? 0 : authorisedCents,
    capturedCents,
    refundedCents,
    ...(captures.length > 0 && { captures }),
    ...(status === 'authorised' && expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(status === 'requires_action' && { nextActionUrl: `${pagesUrl}/${encodeURIComponent(reference)}` }),
  };
}
