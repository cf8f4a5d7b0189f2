import { moneyText } from '../../domain/money.ts';
import type { PartnersDatabase } from '../database.ts';
import type { PaymentRow } from './ledger.ts';

export interface RefundCall {
  readonly reference: string;
  readonly refundId: string;
  readonly amountCents: number;
}

/**
 * Refunds once per `refundId`, and never more than is left of what was captured. One statement decides: it locks the payment
 * before it looks at what is left, and a repeat writes no second refund and so moves no money.
 * @returns what became of the refund; nothing when there is no such payment
 */
export async function refundOnce(
  db: PartnersDatabase,
  { reference, refundId, amountCents }: RefundCall,
  isDeclined: boolean,
): Promise<string | undefined> {
  await db.query(
    `with payment as (
       select captured_cents - refunded_cents as left_cents from partners.payments where reference = $1 for update
     ), refund as (
       insert into partners.refunds (refund_id, reference, amount_cents, status)
       select $2, $1, $3::bigint, case when $4 or left_cents < $3::bigint then 'declined' else 'succeeded' end
       from payment
       on conflict (refund_id) do nothing
       returning status
     )
     update partners.payments set refunded_cents = refunded_cents + $3::bigint, updated_at = clock_timestamp()
     from refund where payments.reference = $1 and refund.status = 'succeeded'`,
    [reference, refundId, amountCents, isDeclined],
  );
  const [refund] = await db.query<{ status: string }>('select status from partners.refunds where refund_id = $1', [refundId]);
  return refund?.status;
}

/** Why a refund was declined, for people. */
export function refusalText(payment: PaymentRow | undefined, amountCents: number, isDeclined: boolean): string {
  if (!payment || payment.capturedCents === 0) return 'Nothing was captured that could be refunded.';
  const left = payment.capturedCents - payment.refundedCents;
  if (isDeclined || amountCents <= left) return 'The provider declined the refund.';
  return `${moneyText(amountCents, payment.currency)} is more than the ${moneyText(left, payment.currency)} left to refund.`;
}
