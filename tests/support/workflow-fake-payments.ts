import { DomainError } from '../../domain/errors.ts';
import type { PaymentProvider, ProviderPayment, ProviderPaymentStatus } from '../../domain/ports.ts';
import type { Faults } from './workflow-faults.ts';

/** The provider's books for one order's payment. */
export class FakePayments implements Omit<PaymentProvider, 'list'> {
  /** What the next new authorisation becomes. */
  answer: 'authorised' | 'requires_action' | 'declined' = 'authorised';
  declinesCapture = false;
  status: ProviderPaymentStatus | undefined;
  /** How often money was really authorised, and captured. */
  authorisations = 0;
  captures = 0;
  #amountCents = 0;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** The customer's decision on a payment that requires action. */
  settle(as: 'authorised' | 'declined'): void {
    this.status = as;
    if (as === 'authorised') this.authorisations += 1;
  }

  authorise({ amountCents }: { amountCents: number }): Promise<ProviderPayment> {
    return this.#faults.run('payments.authorise', () => {
      if (this.status === undefined) {
        this.#amountCents = amountCents;
        this.status = this.answer;
        if (this.answer === 'authorised') this.authorisations += 1;
      }
      return this.#view(this.status);
    });
  }

  find(): Promise<ProviderPayment | undefined> {
    return this.#faults.run('payments.find', () => (this.status ? this.#view(this.status) : undefined));
  }

  capture({ amountCents }: { amountCents: number }): Promise<ProviderPayment> {
    return this.#faults.run('payments.capture', () => {
      if (this.declinesCapture) throw new DomainError('CAPTURE_DECLINED', 'The card was closed.');
      if (this.status !== 'authorised' && this.status !== 'captured') throw new DomainError('CAPTURE_DECLINED', 'Nothing to capture.');
      if (this.status === 'authorised') this.captures += 1;
      this.status = 'captured';
      return { ...this.#view('captured'), capturedCents: amountCents };
    });
  }

  void(): Promise<void> {
    return this.#faults.run('payments.void', () => {
      if (this.status !== 'declined' && this.status !== 'captured') this.status = 'voided';
    });
  }

  #view(status: ProviderPaymentStatus): ProviderPayment {
    return {
      status,
      authorisedCents: ['authorised', 'captured'].includes(status) ? this.#amountCents : 0,
      capturedCents: status === 'captured' ? this.#amountCents : 0,
      ...(status === 'requires_action' && { nextActionUrl: 'https://pay.example/3ds' }),
    };
  }
}
