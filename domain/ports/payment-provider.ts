import type { PaymentMethod } from '../order.ts';

export type ProviderPaymentStatus = 'authorised' | 'requires_action' | 'declined' | 'captured' | 'voided';

/** A payment as the provider has it now. Amounts are in the currency's minor unit. */
export interface ProviderPayment {
  readonly status: ProviderPaymentStatus;
  /** What was held: 0 of one that is declined, waits for the customer, or was given back before it was captured. */
  readonly authorisedCents: number;
  /** While the status is `authorised`: of what is held, the part that is captured already. */
  readonly capturedCents: number;
  readonly refundedCents: number;
  /**
   * When the provider gives an authorisation back by itself (ISO 8601). There while it is live: without it nothing is renewed, and
   * goods may leave that nobody pays.
   */
  readonly expiresAt?: string;
  /** Where the customer has to go; there while the status is `requires_action`. */
  readonly nextActionUrl?: string;
  /** Each capture that took money, where the provider tells them apart. */
  readonly captures?: readonly ProviderCapture[];
  /** Of one that is live: its first capture has to be its last. */
  readonly isCapturedOnce?: true;
  /** Of one that is declined: what the provider says of it, for people. */
  readonly why?: string;
}

export interface ProviderCapture {
  readonly captureId: string;
  readonly amountCents: number;
}

export interface CaptureCall extends ProviderCapture {
  readonly reference: string;
  /** More of it will be captured: what is left stays held, until the last capture or a void gives it back. */
  readonly isPart?: true;
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
  /** Whether an authorisation can be captured in parts: `isPart`. */
  readonly capturesInParts: boolean;
  /**
   * A decline is an answer, with the status `declined`. Under a reference that was voided before, `voided`, and nothing is held.
   * @throws DomainError PAYMENT_DECLINED for what the provider refuses without having tried it, in its words
   */
  authorise(call: AuthoriseCall): Promise<ProviderPayment>;
  /** Undefined for a reference under which nothing took effect, a call that failed included. */
  find(reference: string): Promise<ProviderPayment | undefined>;
  /**
   * Takes money that is held, once per `captureId` whatever the provider has forgotten; a capture that was declined may be asked for
   * again under the same one. A repeat answers what there is. What is left of the authorisation goes back with it, unless it `isPart`.
   * @throws DomainError CAPTURE_DECLINED, also of what is not authorised, was given back, or is more than is held
   */
  capture(call: CaptureCall): Promise<ProviderPayment>;
  /** Gives back what is held and not captured; harmless when there is nothing, and bars a late one. What was captured it leaves alone. */
  void(reference: string): Promise<void>;
  /**
   * Gives captured money back, once per `refundId`, and never more than was captured, however many ask at once.
   * @throws DomainError REFUND_DECLINED when it never will under this id, also of what was not captured or is not known;
   * DependencyError also while the refund is still under way
   */
  refund(call: { reference: string; refundId: string; amountCents: number }): Promise<void>;
  /** Payments that changed since a moment (ISO 8601), oldest change first, at most `limit`. A refund is a change. */
  list(since: string, limit: number): Promise<readonly ListedPayment[]>;
}

export interface ListedPayment {
  readonly reference: string;
  readonly orderId: string;
  readonly status: ProviderPaymentStatus;
}
