import type { Database } from '../postgres/database.ts';
import { RETELL_MS, startSimulatedDespatch } from '../simulated-despatch.ts';
import { sendWebhook } from '../webhook-sender.ts';

export interface PaymentNewsOptions {
  readonly db: Database;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
}

export interface PaymentNotification {
  readonly reference: string;
  readonly orderId: string;
  readonly settledAt: Date | null;
}

/** A decision is told at once by whoever took it: what this loop finds was not heard then, and a second more does not matter (ms). */
const POLL_MS = 1000;

/**
 * The simulated provider's own despatch: tells the customers' decisions that nobody has heard yet, again until they are heard.
 * @returns a function that stops it and waits for what is being told
 */
export function startSimulatedPaymentNews({
  onError,
  ...options
}: PaymentNewsOptions & { onError: (error: unknown) => void }): () => Promise<void> {
  const claim = (limit: number) => claimUntold(options.db, limit);
  const tell = (news: PaymentNotification) => tellPaymentNews(options, news);
  return startSimulatedDespatch({ claim, tell, pollMs: POLL_MS, onError });
}

/** @throws when it was not heard, in time where a time is given; it is told again later */
export async function tellPaymentNews({ db, webhookUrl, webhookSecret }: PaymentNewsOptions, news: PaymentNotification, withinMs?: number) {
  const { reference, orderId, settledAt } = news;
  const payload = { reference, orderId, event: 'payment.updated', at: (settledAt ?? new Date()).toISOString() };
  await sendWebhook(webhookUrl, webhookSecret, `${reference}:settled`, payload, withinMs);
  await db.run((prisma) => prisma.simulatedPayment.updateMany({ where: { reference }, data: { nextTellAt: null } }));
}

function claimUntold(db: Database, limit: number): Promise<PaymentNotification[]> {
  return db.run(
    (prisma) => prisma.$queryRaw<PaymentNotification[]>`
      with due as (
        select reference from simulated_payments where next_tell_at <= statement_timestamp()
        order by next_tell_at limit ${limit} for update skip locked
      )
      update simulated_payments p set next_tell_at = clock_timestamp() + ${RETELL_MS} * interval '1 ms'
      from due where p.reference = due.reference
      returning p.reference, p.order_id as "orderId", p.settled_at as "settledAt"`,
  );
}
