import { Stripe } from 'stripe';
import { DependencyError, DomainError, type ErrorCode } from '../../domain/errors.ts';
import { NotNowError } from '../not-now-error.ts';
import { retryAfterMsOf } from '../retry-after.ts';

const {
  StripeError,
  StripeAuthenticationError,
  StripePermissionError,
  StripeInvalidRequestError,
  StripeIdempotencyError,
  StripeCardError,
} = Stripe.errors;

/** Another request about the same payment is under way, or an operator has to fill the account up: Stripe itself is well. */
const NOT_NOW: ReadonlySet<string | undefined> = new Set(['balance_insufficient', 'idempotency_key_in_use', 'lock_timeout']);

/** What may go better later, or once somebody has mended it, is a DependencyError; a call that can be declined has told its refusals apart before. */
export function toPortError(error: unknown): unknown {
  if (!(error instanceof StripeError)) return error;
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError)
    return new DependencyError('payment provider', `Stripe refuses the key in STRIPE_SECRET_KEY: ${textOf(error)}`, optionsOf(error));
  if (NOT_NOW.has(error.code)) return new NotNowError('payment provider', textOf(error), optionsOf(error));
  if (isRefusal(error)) return new NotNowError('payment provider', `Stripe refuses what it was asked: ${textOf(error)}`, optionsOf(error));
  return new DependencyError('payment provider', textOf(error), optionsOf(error));
}

/** The state of an intent or a charge does not allow what was asked: somebody was first. */
export function isUnexpectedState(error: unknown): boolean {
  return error instanceof StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';
}

/** Stripe answered no: whoever sends the same request again hears the same, under the same key to the letter. */
export function isRefusal(error: unknown): error is Stripe.errors.StripeError {
  if (error instanceof StripeCardError) return true;
  return (error instanceof StripeInvalidRequestError || error instanceof StripeIdempotencyError) && !NOT_NOW.has(error.code);
}

/** Runs a call whose port has a word for a refusal, which then says in Stripe's own words what is wrong. */
export async function refusedAs<T>(code: ErrorCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRefusal(error) ? new DomainError(code, error.message) : error;
  }
}

/** Stripe's support finds a request by its id. */
function textOf({ message, requestId }: Stripe.errors.StripeError): string {
  return requestId ? `${message} (request ${requestId})` : message;
}

function optionsOf(error: Stripe.errors.StripeError) {
  const retryAfterMs = retryAfterMsOf(error.headers?.['retry-after']);
  return { cause: error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
