import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports.ts';
import type { SimulatedPayment } from '../../prisma/generated/client.ts';
import { RETELL_MS } from '../simulated-despatch.ts';
import { booksOf } from '../simulated-partner.ts';
import { createSimulatedBooks, FAILING, hasExpired, paymentOf, statusOf } from './simulated-books.ts';
import { tellPaymentNews, type PaymentNewsOptions } from './simulated-news.ts';
import { refundOnce, refusalText } from './simulated-refunds.ts';
import { authorisedFor, outcomeOf, scriptOf, type FallibleCall } from './simulated-tokens.ts';

export interface SimulatedPaymentsOptions extends PaymentNewsOptions {
  /** Where a customer settles a payment that requires action. */
  readonly pagesUrl: string;
}

export interface SimulatedPayments extends PaymentProvider {
  /** The customer's decision on a payment that requires action; tells it by webhook. False when there is nothing to decide. */
  settle(reference: string, decision: 'approve' | 'decline'): Promise<boolean>;
}

/** The customer's browser waits while the news is told at once; what takes longer, `startSimulatedPaymentNews` tells (ms). */
const TELL_AT_ONCE_MS = 2000;

/**
 * A payment provider that needs no account. It keeps books of its own, in tables of its own, knows each payment by the
 * caller's reference and does what the token says: docs/simulated-partners.md lists them.
 */
export function createSimulatedPayments({ pagesUrl, ...news }: SimulatedPaymentsOptions): SimulatedPayments {
  const db = booksOf('payment provider', news.db);
  const books = createSimulatedBooks(db);

  /** @throws DependencyError for as long as the token has this call fail */
  const failAtFirst = async ({ reference, token, createdAt }: SimulatedPayment, call: FallibleCall) => {
    const { fails, awayMs = 0 } = scriptOf(token);
    if (call === 'authorise' && Date.now() < createdAt.getTime() + awayMs) throw unavailable();
    const times = fails?.[call] ?? 0;
    if (times > 0 && (await books.countTry(reference, call)) <= times) throw unavailable();
  };
  const known = async (reference: string): Promise<SimulatedPayment> => {
    const row = await books.get(reference);
    if (!row) throw new Error(`payment ${reference} vanished`);
    return row;
  };
  const view = (row: SimulatedPayment) => paymentOf(row, pagesUrl);

  return {
    async find(reference) {
      const row = await books.get(reference);
      return row && row.status !== FAILING ? view(row) : undefined;
    },

    async authorise({ reference, orderId, amountCents, currency, token }) {
      const { fails, awayMs, loses } = scriptOf(token);
      const isFailing = fails?.authorise !== undefined || awayMs !== undefined;
      const outcome = outcomeOf(token, reference, amountCents);
      const row = { reference, orderId, token, currency, amountCents, attempts: 1, ...(isFailing ? { status: FAILING } : outcome) };
      const made = await books.open(row);
      if (made && isFailing) throw unavailable();
      if (made && loses) throw unanswered();
      if (made) return view(made);
      const before = await known(reference);
      if (before.status !== FAILING) return view(before);
      await failAtFirst(before, 'authorise');
      return view((await books.move(reference, [FAILING], outcome)) ?? (await known(reference)));
    },

    async capture({ reference, amountCents }) {
      const before = await books.get(reference);
      if (before?.status === 'authorised') await failAtFirst(before, 'capture');
      if (before && scriptOf(before.token).declines === 'capture') throw captureDeclined('The provider declined the capture.');
      const change = { status: 'captured', capturedCents: BigInt(amountCents) };
      const stillHeld = { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
      const row = (await books.move(reference, ['authorised'], change, stillHeld)) ?? (await books.get(reference));
      if (row?.status === 'captured') return view(row);
      throw captureDeclined(row && hasExpired(row) ? 'The authorisation has expired.' : 'There is no live authorisation to capture.');
    },

    async void(reference) {
      const bar = { reference, orderId: '', token: '', currency: '---', amountCents: 0, status: 'voided' };
      if (await books.open(bar)) return;
      const before = await known(reference);
      const held = ['authorised', 'requires_action', FAILING];
      if (!held.includes(before.status)) return;
      await failAtFirst(before, 'void');
      await books.move(reference, held, { status: 'voided', authorisedCents: 0n });
    },

    async refund(call) {
      const payment = await books.get(call.reference);
      const isDeclined = payment !== null && scriptOf(payment.token).declines === 'refund';
      if ((await refundOnce(db, call, isDeclined)) === 'succeeded') return;
      throw new DomainError('REFUND_DECLINED', refusalText(await books.get(call.reference), call.amountCents, isDeclined));
    },

    async list(since, limit) {
      const rows = await books.changedSince(since, limit);
      return rows.map((row) => ({ reference: row.reference, orderId: row.orderId, status: statusOf(row) }));
    },

    async settle(reference, decision) {
      const row = await books.get(reference);
      if (!row) return false;
      const outcome = decision === 'approve' ? authorisedFor(Number(row.amountCents)) : { status: 'declined' };
      const settledAt = new Date();
      // Written down with the decision, so that news which is not heard at once is told again.
      const nextTellAt = new Date(settledAt.getTime() + RETELL_MS);
      const settled = await books.move(reference, ['requires_action'], { ...outcome, settledAt, nextTellAt });
      if (settled) await tellPaymentNews(news, settled, TELL_AT_ONCE_MS).catch(() => undefined);
      return settled !== undefined;
    },
  };
}

function unavailable(): DependencyError {
  return new DependencyError('payment provider', 'The payment provider answered 503.');
}

function unanswered(): DependencyError {
  return new DependencyError('payment provider', 'The payment provider did not answer in time; the outcome is unknown.');
}

function captureDeclined(why: string): DomainError {
  return new DomainError('CAPTURE_DECLINED', why);
}
