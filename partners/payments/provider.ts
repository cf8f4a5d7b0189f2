import type { PartnersDatabase } from '../database.ts';
import { LostAnswer, Outage, Refusal } from '../http/refusal.ts';
import { RETELL_MS } from '../webhooks/despatch.ts';
import { createLedger, FAILING, type CaptureCall, type PaymentRow } from './ledger.ts';
import type { PaymentNotification } from './notifications.ts';
import { hasExpired, isCaptured, paymentOf, statusOf } from './payment.ts';
import { refundOnce, refusalText, type RefundCall } from './refunds.ts';
import { authorisedFor, declinesCapture, outcomeOf, scriptOf, withoutMoney, type FallibleCall } from './token-scripts.ts';

export interface ProviderOptions {
  readonly db: PartnersDatabase;
  /** Where a customer settles a payment that requires action. */
  readonly pagesUrl: string;
  /** Tells of a decision at once. @throws when it was not heard */
  readonly notify: (notification: PaymentNotification) => Promise<void>;
}

export interface AuthoriseCall {
  readonly reference: string;
  readonly orderId: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly token: string;
}

export type Provider = ReturnType<typeof createProvider>;

/**
 * A payment provider that needs no account. It knows each payment by the caller's reference and does what the token says:
 * docs/simulated-partners.md lists them.
 */
export function createProvider({ db, pagesUrl, notify }: ProviderOptions) {
  const ledger = createLedger(db);

  /** @throws Outage for as long as the token has this call fail */
  const failAtFirst = async ({ reference, token, createdAt }: PaymentRow, call: FallibleCall) => {
    const { fails, awayMs = 0 } = scriptOf(token);
    if (call === 'authorise' && Date.now() < createdAt.getTime() + awayMs) throw away();
    const times = fails?.[call] ?? 0;
    if (times > 0 && (await ledger.countTry(reference, call)) <= times) throw away();
  };
  const known = async (reference: string): Promise<PaymentRow> => {
    const row = await ledger.get(reference);
    if (!row) throw new Error(`payment ${reference} vanished`);
    return row;
  };
  const view = (row: PaymentRow) => paymentOf(row, pagesUrl);

  return {
    async find(reference: string) {
      const row = await ledger.get(reference);
      return row && row.status !== FAILING ? view(row) : undefined;
    },

    async authorise({ token, ...call }: AuthoriseCall) {
      const { reference, amountCents } = call;
      const { fails, awayMs, loses } = scriptOf(token);
      const isFailing = fails?.authorise !== undefined || awayMs !== undefined;
      const outcome = outcomeOf(token, reference, amountCents);
      const made = await ledger.open({ ...call, token, ...(isFailing ? { status: FAILING } : outcome) });
      if (made && isFailing) throw away();
      if (made && loses) throw new LostAnswer();
      if (made) return view(made);
      const before = await known(reference);
      if (before.status !== FAILING) return view(before);
      await failAtFirst(before, 'authorise');
      return view((await ledger.decide(reference, outcome)) ?? (await known(reference)));
    },

    async capture(call: CaptureCall) {
      const { reference, captureId } = call;
      const before = await ledger.get(reference);
      if (before && isCaptured(before, captureId)) return view(before);
      if (before?.status === 'authorised') await failAtFirst(before, 'capture');
      if (before && declinesCapture(before)) throw captureDeclined('The provider declined the capture.');
      const row = (await ledger.capture(call)) ?? (await ledger.get(reference));
      if (row && isCaptured(row, captureId)) return view(row);
      throw captureDeclined(whyNotCaptured(row));
    },

    /** Gives back what is not captured. Harmless when there is nothing to give back, and bars an authorisation that comes late. */
    async void(reference: string): Promise<void> {
      if (await ledger.open({ reference, orderId: '', token: '', currency: '---', amountCents: 0, status: 'voided' })) return;
      const before = await known(reference);
      const held = ['authorised', 'requires_action', FAILING] as const;
      if (!held.some((status) => status === before.status)) return;
      await failAtFirst(before, 'void');
      await ledger.void(reference, held);
    },

    async refund(call: RefundCall): Promise<void> {
      const payment = await ledger.get(call.reference);
      const isDeclined = payment !== undefined && scriptOf(payment.token).declines === 'refund';
      if ((await refundOnce(db, call, isDeclined)) === 'succeeded') return;
      throw new Refusal(402, 'refund_declined', refusalText(await ledger.get(call.reference), call.amountCents, isDeclined));
    },

    async list(since: string, limit: number) {
      const rows = await ledger.changedSince(since, limit);
      return rows.map((row) => ({ reference: row.reference, orderId: row.orderId, status: statusOf(row) }));
    },

    /** The customer's decision on a payment that requires action; told by webhook. False when there is nothing to decide. */
    async settle(reference: string, decision: 'approve' | 'decline'): Promise<boolean> {
      const row = await ledger.get(reference);
      if (!row) return false;
      const outcome = decision === 'approve' ? authorisedFor(row.amountCents) : withoutMoney('declined');
      const settled = await ledger.settle(reference, outcome, RETELL_MS);
      if (settled) await notify(settled).catch(() => undefined);
      return settled !== undefined;
    },
  };
}

function away(): Outage {
  return new Outage('The token has the provider be away.');
}

function whyNotCaptured(row: PaymentRow | undefined): string {
  if (row && hasExpired(row)) return 'The authorisation has expired.';
  return row?.status === 'authorised' ? 'It is more than is held.' : 'There is no live authorisation to capture.';
}

function captureDeclined(why: string): Refusal {
  return new Refusal(402, 'capture_declined', why);
}
