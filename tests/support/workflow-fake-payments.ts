import { DomainError } from '../../domain/errors.ts';
import type {
  AuthoriseCall,
  CaptureCall,
  PaymentProvider,
  ProviderPayment,
  ProviderPaymentStatus,
} from '../../domain/ports/payment-provider.ts';
import type { Faults } from './workflow-faults.ts';

type Answer = 'authorised' | 'requires_action' | 'declined';

interface FakePayment {
  status: ProviderPaymentStatus;
  readonly amountCents: number;
  readonly captures: Map<string, number>;
  readonly expiresAt: string | undefined;
}

/** Of what the provider does not know. */
const voided = (): FakePayment => ({ status: 'voided', amountCents: 0, captures: new Map(), expiresAt: undefined });

/** The provider's books for one order's money. */
export class FakePayments implements Omit<PaymentProvider, 'list'> {
  readonly capturesInParts = true;
  /** Of what it authorises. */
  isCapturedOnce = false;
  /** What the next new authorisation becomes. */
  answer: Answer = 'authorised';
  /** When the next new authorisation ends (ISO 8601). */
  expiresAt: string | undefined;
  /** What it says of the next one that is declined. */
  why: string | undefined;
  /** Every one, or those with these ids. */
  declinesCapture: boolean | readonly string[] = false;
  declinesRefund = false;
  /** How often money was really authorised, and captured. */
  authorisations = 0;
  captures = 0;
  readonly calls: AuthoriseCall[] = [];
  readonly refunds = new Map<string, number>();
  readonly #payments = new Map<string, FakePayment>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Of the latest authorisation asked for. */
  get status(): ProviderPaymentStatus | undefined {
    return [...this.#payments.values()].at(-1)?.status;
  }

  get live(): number {
    return [...this.#payments.values()].filter(({ status }) => status === 'authorised' || status === 'requires_action').length;
  }

  get refundedCents(): number {
    return [...this.refunds.values()].reduce((sum, cents) => sum + cents, 0);
  }

  /** The customer's decision on a payment that requires action. */
  settle(as: 'authorised' | 'declined'): void {
    for (const payment of this.#payments.values()) if (payment.status === 'requires_action') payment.status = as;
    if (as === 'authorised') this.authorisations += 1;
  }

  authorise(call: AuthoriseCall): Promise<ProviderPayment> {
    const { reference, amountCents } = call;
    this.calls.push(call);
    return this.#faults.run('payments.authorise', () => {
      if (!this.#payments.has(reference)) {
        this.#payments.set(reference, { status: this.answer, amountCents, captures: new Map(), expiresAt: this.expiresAt });
        if (this.answer === 'authorised') this.authorisations += 1;
      }
      return this.#view(reference);
    });
  }

  find(reference: string): Promise<ProviderPayment | undefined> {
    return this.#faults.run('payments.find', () => (this.#payments.has(reference) ? this.#view(reference) : undefined));
  }

  capture({ reference, captureId, amountCents, isPart }: CaptureCall): Promise<ProviderPayment> {
    return this.#faults.run('payments.capture', () => {
      if (this.declinesCapture === true || (this.declinesCapture && this.declinesCapture.includes(captureId)))
        throw new DomainError('CAPTURE_DECLINED', 'The card was closed.');
      const payment = this.#payments.get(reference);
      if (payment?.captures.has(captureId)) return this.#view(reference);
      const isTooMuch = payment && amountCents > payment.amountCents - sumOf(payment);
      const isNoPart = isPart && this.isCapturedOnce;
      if (payment?.status !== 'authorised' || isTooMuch || isNoPart) throw new DomainError('CAPTURE_DECLINED', 'Nothing to capture.');
      this.captures += 1;
      payment.captures.set(captureId, amountCents);
      if (!isPart || sumOf(payment) === payment.amountCents) payment.status = 'captured';
      return this.#view(reference);
    });
  }

  void(reference: string): Promise<void> {
    return this.#faults.run('payments.void', () => {
      const payment = this.#payments.get(reference) ?? voided();
      if (payment.status !== 'declined' && payment.status !== 'captured')
        payment.status = payment.captures.size > 0 ? 'captured' : 'voided';
      this.#payments.set(reference, payment);
    });
  }

  refund({ refundId, amountCents }: { refundId: string; amountCents: number }): Promise<void> {
    return this.#faults.run('payments.refund', () => {
      if (this.declinesRefund) throw new DomainError('REFUND_DECLINED', 'The account was closed.');
      this.refunds.set(refundId, amountCents);
    });
  }

  #view(reference: string): ProviderPayment {
    const payment = this.#payments.get(reference) ?? voided();
    const { status, amountCents, captures, expiresAt } = payment;
    return {
      status,
      authorisedCents: ['authorised', 'captured'].includes(status) ? amountCents : 0,
      capturedCents: sumOf(payment),
      captures: [...captures].map(([captureId, cents]) => ({ captureId, amountCents: cents })),
      refundedCents: this.refundedCents,
      ...(this.isCapturedOnce && { isCapturedOnce: true as const }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(status === 'declined' && this.why !== undefined && { why: this.why }),
      ...(status === 'requires_action' && { nextActionUrl: 'https://pay.example/3ds' }),
    };
  }
}

function sumOf({ captures }: FakePayment): number {
  return [...captures.values()].reduce((sum, cents) => sum + cents, 0);
}
