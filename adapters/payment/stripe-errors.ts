import { Stripe } from 'stripe';
import { DependencyError } from '../../domain/errors.ts';
import { NotNowError } from '../not-now-error.ts';
import { retryAfterMsOf } from '../retry-after.ts';

const { StripeError, StripeAuthenticationError, StripePermissionError, StripeInvalidRequestError, StripeCardError } = Stripe.errors;

/** Another request about the same payment is under way, or an operator has to fill the account up: Stripe itself is well. */
const NOT_NOW: ReadonlySet<string | undefined> = new Set(['balance_insufficient', 'idempotency_key_in_use', 'lock_timeout']);

/**
 * What may go better later, or once an operator has mended it, is a DependencyError; a decline is told apart before this is
 * asked. What is left is a request that Stripe does not understand: a bug, and handed on as it is.
 */
export function toPortError(error: unknown): unknown {
  if (!(error instanceof StripeError)) return error;
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError)
    return new DependencyError('payment provider', `Stripe refuses the key in STRIPE_SECRET_KEY: ${textOf(error)}`, optionsOf(error));
  if (NOT_NOW.has(error.code)) return new NotNowError('payment provider', textOf(error), optionsOf(error));
  if (error instanceof StripeInvalidRequestError || error instanceof StripeCardError) return error;
  return new DependencyError('payment provider', textOf(error), optionsOf(error));
}

/** The state of an intent or a charge does not allow what was asked: somebody was first. */
export function isUnexpectedState(error: unknown): boolean {
  return error instanceof StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';
}

/** Whether Stripe refused for good, with one of the codes or because of one of the parameters. */
export function isRefusal(error: unknown, codes: readonly string[], params: readonly string[]): error is Stripe.errors.StripeError {
  if (error instanceof StripeCardError) return true;
  return error instanceof StripeInvalidRequestError && (codes.includes(error.code ?? '') || params.includes(error.param ?? ''));
}

/** Stripe's support finds a request by its id. */
function textOf({ message, requestId }: Stripe.errors.StripeError): string {
  return requestId ? `${message} (request ${requestId})` : message;
}

function optionsOf(error: Stripe.errors.StripeError) {
  const retryAfterMs = retryAfterMsOf(error.headers?.['retry-after']);
  return { cause: error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
