import type { PaymentMethod } from '../order.ts';

export type ProviderPaymentStatus = 'authorised' | 'requires_action' | 'declined' | 'captured' | 'voided';

export interface ProviderPayment {
  readonly status: ProviderPaymentStatus;
  readonly authorisedCents: number;
  readonly capturedCents: number;
  readonly refundedCents: number;
  /** When the provider gives an authorisation back by itself (ISO 8601). */
  readonly expiresAt?: string;
  readonly nextActionUrl?: string;
  /** Of one that is declined: what the provider says of it, for people. */
  readonly why?: string;
}

export interface AuthoriseCall extends PaymentMethod {
  readonly reference: string;
  readonly orderId: string;
  readonly amountCents: number;
  readonly currency: string;
  /** The payment method was used for this order before, and the customer is not there any more. */
  readonly isRenewal?: true;
}

/**
 * Takes money. `reference` is ours, one per order and payment attempt; a repeat under the same reference has one effect.
 * Throws DependencyError when the outcome is unknown: ask `find` before doing anything else.
 */
export interface PaymentProvider {
  /** @throws DomainError PAYMENT_DECLINED for what the provider refuses without having tried it, in its words */
  authorise(call: AuthoriseCall): Promise<ProviderPayment>;
  find(reference: string): Promise<ProviderPayment | undefined>;
  /**
   * Takes money that is held, once per `captureId`; a capture that was declined may be asked for again under the same one.
   * @throws DomainError CAPTURE_DECLINED
   */
  capture(call: { reference: string; captureId: string; amountCents: number }): Promise<ProviderPayment>;
  /** Gives an authorisation back; harmless when there is none, and bars a late one. */
  void(reference: string): Promise<void>;
  /**
   * Gives captured money back, once per `refundId`.
   * @throws DomainError REFUND_DECLINED when it never will; DependencyError also while the refund is still under way
   */
  refund(call: { reference: string; refundId: string; amountCents: number }): Promise<void>;
  /** Payments that changed since a moment (ISO 8601), oldest change first, at most `limit`. */
  list(since: string, limit: number): Promise<readonly ListedPayment[]>;
}

export interface ListedPayment {
  readonly reference: string;
  readonly orderId: string;
  readonly status: ProviderPaymentStatus;
}
