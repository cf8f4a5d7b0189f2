import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { PaymentProvider, ProviderPayment } from '../../domain/ports.ts';
import type { SimulatedPayment } from '../../prisma/generated/client.ts';
import type { Database } from '../postgres/database.ts';
import { sendWebhook } from '../webhook-sender.ts';

export interface SimulatedPaymentsOptions {
  readonly db: Database;
  /** Where a customer settles a payment that requires action. */
  readonly pagesUrl: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
}

export interface SimulatedPayments extends PaymentProvider {
  /** The customer's decision on a payment that requires action; tells it by webhook. False when there is nothing to decide. */
  settle(reference: string, decision: 'approve' | 'decline'): Promise<boolean>;
}

/**
 * A payment provider that needs no account. It keeps books of its own, in tables of its own, knows each payment by the
 * caller's reference and obeys the tokens: tok_ok, tok_declined, tok_timeout_succeeds, tok_timeout_fails,
 * tok_fails_3_times, tok_requires_action, tok_capture_declined.
 */
export function createSimulatedPayments({ db, pagesUrl, webhookUrl, webhookSecret }: SimulatedPaymentsOptions): SimulatedPayments {
  const find = async (reference: string) => {
    const row = await db.run((prisma) => prisma.simulatedPayment.findUnique({ where: { reference } }));
    return row && row.status !== 'failing' ? view(row, pagesUrl) : undefined;
  };
  /** Moves a payment on from one of the statuses given; false when it stood elsewhere. */
  const move = async (reference: string, from: string[], data: Partial<SimulatedPayment>) => {
    const { count } = await db.run((prisma) =>
      prisma.simulatedPayment.updateMany({ where: { reference, status: { in: from } }, data: { ...data, updatedAt: new Date() } }),
    );
    return count === 1;
  };

  return {
    find,

    async authorise({ reference, orderId, amountCents, currency, token }) {
      const first = outcomeOf(token, 1);
      const row = { reference, orderId, token, currency, amountCents, ...booked(first, amountCents), attempts: 1 };
      const made = await db.run((prisma) => prisma.simulatedPayment.createMany({ data: [row], skipDuplicates: true }));
      if (made.count === 1) return answer(first, await find(reference));
      const attempt = await nextAttempt(db, reference);
      if (attempt === undefined) return answer('known', await find(reference));
      const outcome = outcomeOf(token, attempt);
      await move(reference, ['failing'], booked(outcome, amountCents));
      return answer(outcome, await find(reference));
    },

    async capture({ reference, amountCents }) {
      const row = await db.run((prisma) => prisma.simulatedPayment.findUnique({ where: { reference } }));
      if (row?.token === 'tok_capture_declined') throw new DomainError('CAPTURE_DECLINED', 'The provider declined the capture.');
      await move(reference, ['authorised'], { status: 'captured', capturedCents: BigInt(amountCents) });
      const payment = await find(reference);
      if (payment?.status !== 'captured') throw new DomainError('CAPTURE_DECLINED', 'There is no live authorisation to capture.');
      return payment;
    },

    async void(reference) {
      const row = { reference, orderId: '', token: '', currency: '---', amountCents: 0, status: 'voided' };
      await db.run((prisma) => prisma.simulatedPayment.createMany({ data: [row], skipDuplicates: true }));
      await move(reference, ['authorised', 'requires_action', 'failing'], { status: 'voided', authorisedCents: 0n });
    },

    async list(since, limit) {
      const where = { updatedAt: { gte: since }, status: { not: 'failing' }, orderId: { not: '' } };
      const rows = await db.run((prisma) => prisma.simulatedPayment.findMany({ where, orderBy: { updatedAt: 'asc' }, take: limit }));
      return rows.map(({ reference, orderId, status }) => ({ reference, orderId, status: status as ProviderPayment['status'] }));
    },

    async settle(reference, decision) {
      const row = await db.run((prisma) => prisma.simulatedPayment.findUnique({ where: { reference } }));
      if (!row) return false;
      const settled = await move(
        reference,
        ['requires_action'],
        booked(decision === 'approve' ? 'authorised' : 'declined', Number(row.amountCents)),
      );
      const at = new Date().toISOString();
      if (settled)
        await sendWebhook(webhookUrl, webhookSecret, `${reference}:settled`, {
          reference,
          orderId: row.orderId,
          event: 'payment.updated',
          at,
        });
      return settled;
    },
  };
}

type Outcome = 'authorised' | 'declined' | 'requires_action' | 'unavailable' | 'succeeds_unheard' | 'declines_unheard';

function outcomeOf(token: string, attempt: number): Outcome {
  switch (token) {
    case 'tok_ok':
    case 'tok_capture_declined':
      return 'authorised';
    case 'tok_timeout_succeeds':
      return 'succeeds_unheard';
    case 'tok_timeout_fails':
      return 'declines_unheard';
    case 'tok_fails_3_times':
      return attempt <= 3 ? 'unavailable' : 'authorised';
    case 'tok_requires_action':
      return 'requires_action';
    default:
      return 'declined';
  }
}

/** What the provider's books say after an outcome, whether or not the caller heard of it. */
function booked(outcome: Outcome, amountCents: number) {
  switch (outcome) {
    case 'authorised':
    case 'succeeds_unheard':
      return { status: 'authorised', authorisedCents: BigInt(amountCents) };
    case 'requires_action':
      return { status: 'requires_action' };
    case 'unavailable':
      return { status: 'failing' };
    case 'declined':
    case 'declines_unheard':
      return { status: 'declined' };
  }
}

/** @throws DependencyError where a real provider would have timed out or answered 5xx; DomainError when it declined */
function answer(outcome: Outcome | 'known', payment: ProviderPayment | undefined): ProviderPayment {
  if (outcome === 'unavailable') throw new DependencyError('payment provider', 'The payment provider answered 503.');
  if (outcome === 'succeeds_unheard' || outcome === 'declines_unheard' || !payment) {
    throw new DependencyError('payment provider', 'The payment provider did not answer in time; the outcome is unknown.');
  }
  return payment;
}

/** Counts a repeat of a call that failed before; undefined when the payment has an outcome already. */
async function nextAttempt(db: Database, reference: string): Promise<number | undefined> {
  const [row] = await db.run((prisma) =>
    prisma.simulatedPayment.updateManyAndReturn({ where: { reference, status: 'failing' }, data: { attempts: { increment: 1 } } }),
  );
  return row?.attempts;
}

function view(row: SimulatedPayment, pagesUrl: string): ProviderPayment {
  return {
    status: row.status as ProviderPayment['status'],
    authorisedCents: Number(row.authorisedCents),
    capturedCents: Number(row.capturedCents),
    ...(row.status === 'requires_action' && { nextActionUrl: `${pagesUrl}/${encodeURIComponent(row.reference)}` }),
  };
}
