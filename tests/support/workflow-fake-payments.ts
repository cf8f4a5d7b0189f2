import { DomainError } from '../../domain/errors.ts';
import type { AuthoriseCall, PaymentProvider, ProviderPayment, ProviderPaymentStatus } from '../../domain/ports/payment-provider.ts';
import type { Faults } from './workflow-faults.ts';

type Answer = 'authorised' | 'requires_action' | 'declined';

/** Of what the provider does not know. */
const VOIDED = { status: 'voided', amountCents: 0, capturedCents: 0, expiresAt: undefined } as const;

/** The provider's books for one order's money. */
export class FakePayments implements Omit<PaymentProvider, 'list'> {
  /** What the next new authorisation becomes. */
  answer: Answer = 'authorised';
  /** When the next new authorisation ends (ISO 8601). */
  expiresAt: string | undefined;
  /** What it says of the next one that is declined. */
  why: string | undefined;
  declinesCapture = false;
  declinesRefund = false;
  /** How often money was really authorised, and captured. */
  authorisations = 0;
  captures = 0;
  readonly calls: AuthoriseCall[] = [];
  readonly refunds = new Map<string, number>();
  readonly #payments = new Map<
    string,
    { status: ProviderPaymentStatus; amountCents: number; capturedCents?: number; expiresAt: string | undefined }
  >();
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
        this.#payments.set(reference, { status: this.answer, amountCents, expiresAt: this.expiresAt });
        if (this.answer === 'authorised') this.authorisations += 1;
      }
      return this.#view(reference);
    });
  }

  find(reference: string): Promise<ProviderPayment | undefined> {
    return this.#faults.run('payments.find', () => (this.#payments.has(reference) ? this.#view(reference) : undefined));
  }

  capture({ reference, amountCents }: { reference: string; amountCents: number }): Promise<ProviderPayment> {
    return this.#faults.run('payments.capture', () => {
      if (this.declinesCapture) throw new DomainError('CAPTURE_DECLINED', 'The card was closed.');
      const payment = this.#payments.get(reference);
      if (payment?.status !== 'authorised' && payment?.status !== 'captured')
        throw new DomainError('CAPTURE_DECLINED', 'Nothing to capture.');
      if (payment.status === 'authorised') {
        this.captures += 1;
        payment.capturedCents = amountCents;
      }
      payment.status = 'captured';
      return this.#view(reference);
    });
  }

  void(reference: string): Promise<void> {
    return this.#faults.run('payments.void', () => {
      const payment = this.#payments.get(reference) ?? { status: 'voided', amountCents: 0, expiresAt: undefined };
      if (payment.status !== 'declined' && payment.status !== 'captured') payment.status = 'voided';
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
    const { status, amountCents, capturedCents = 0, expiresAt } = this.#payments.get(reference) ?? VOIDED;
    return {
      status,
      authorisedCents: ['authorised', 'captured'].includes(status) ? amountCents : 0,
      capturedCents,
      refundedCents: this.refundedCents,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(status === 'declined' && this.why !== undefined && { why: this.why }),
      ...(status === 'requires_action' && { nextActionUrl: 'https://pay.example/3ds' }),
    };
  }
}
