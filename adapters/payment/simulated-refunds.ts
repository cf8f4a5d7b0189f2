import { moneyText } from '../../domain/money.ts';
import type { SimulatedPayment } from '../../prisma/generated/client.ts';
import type { Database } from '../postgres/database.ts';

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
  db: Database,
  { reference, refundId, amountCents }: RefundCall,
  isDeclined: boolean,
): Promise<string | undefined> {
  await db.run(
    (prisma) => prisma.$executeRaw`
      with payment as (
        select captured_cents - refunded_cents as left_cents from simulated_payments where reference = ${reference} for update
      ), refund as (
        insert into simulated_refunds (refund_id, reference, amount_cents, status)
        select ${refundId}, ${reference}, ${amountCents}::bigint,
          case when ${isDeclined} or left_cents < ${amountCents}::bigint then 'declined' else 'succeeded' end
        from payment
        on conflict (refund_id) do nothing
        returning status
      )
      update simulated_payments set refunded_cents = refunded_cents + ${amountCents}::bigint, updated_at = clock_timestamp()
      from refund where simulated_payments.reference = ${reference} and refund.status = 'succeeded'`,
  );
  const refund = await db.run((prisma) => prisma.simulatedRefund.findUnique({ where: { refundId }, select: { status: true } }));
  return refund?.status;
}

/** Why a refund was declined, for people. */
export function refusalText(payment: SimulatedPayment | null, amountCents: number, isDeclined: boolean): string {
  if (!payment || payment.capturedCents === 0n) return 'Nothing was captured that could be refunded.';
  const left = Number(payment.capturedCents - payment.refundedCents);
  if (isDeclined || amountCents <= left) return 'The provider declined the refund.';
  const asked = moneyText(amountCents, payment.currency);
  return `${asked} is more than the ${moneyText(left, payment.currency)} left to refund.`;
}
