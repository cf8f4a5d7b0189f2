import type { PartnersDatabase } from '../database.ts';
import { RETELL_MS, startDespatch } from '../webhooks/despatch.ts';
import { sendWebhook, type Receiver } from '../webhooks/send.ts';

export interface PaymentNotification {
  readonly reference: string;
  readonly orderId: string;
  readonly settledAt: Date | null;
}

export interface PaymentNotifications {
  readonly db: PartnersDatabase;
  readonly receiver: Receiver;
}

/** A decision is told at once by whoever took it: what this loop finds was not heard then, and a second more does not matter (ms). */
const POLL_MS = 1000;

/**
 * Tells the customers' decisions that nobody has heard yet, again until they are heard.
 * @returns a function that stops it and waits for what is being told
 */
export function startPaymentNotifications({
  onError,
  ...options
}: PaymentNotifications & { onError: (error: unknown) => void }): () => Promise<void> {
  const claim = (limit: number) => claimUntold(options.db, limit);
  const tell = (notification: PaymentNotification) => tellPayment(options, notification);
  return startDespatch({ claim, tell, pollMs: POLL_MS, onError });
}

/** @throws when it was not heard, in time where a time is given; it is told again later */
export async function tellPayment({ db, receiver }: PaymentNotifications, notification: PaymentNotification, withinMs?: number) {
  const { reference, orderId, settledAt } = notification;
  const payload = { reference, orderId, event: 'payment.updated', at: (settledAt ?? new Date()).toISOString() };
  await sendWebhook(receiver, `${reference}:settled`, payload, withinMs);
  await db.query('update partners.payments set next_tell_at = null where reference = $1', [reference]);
}

function claimUntold(db: PartnersDatabase, limit: number): Promise<PaymentNotification[]> {
  return db.query<PaymentNotification>(
    `with due as (
       select reference from partners.payments where next_tell_at <= statement_timestamp()
       order by next_tell_at limit $1 for update skip locked
     )
     update partners.payments p set next_tell_at = clock_timestamp() + ${RETELL_MS} * interval '1 ms'
     from due where p.reference = due.reference
     returning p.reference, p.order_id as "orderId", p.settled_at as "settledAt"`,
    [limit],
  );
}
