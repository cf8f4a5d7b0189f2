import { Stripe } from 'stripe';
import { DependencyError } from '../../domain/errors.ts';
import { toPortError } from './stripe-errors.ts';

export interface StripeAccess {
  readonly secretKey: string;
  /** Another address than api.stripe.com, such as a local stripe-mock. */
  readonly apiUrl?: string | undefined;
}

/** One call of the port may take several requests to Stripe. */
export interface StripeCall {
  readonly stripe: Stripe;
  /** The time that is left for the next request (ms). */
  readonly rest: () => { readonly timeout: number };
}

/** An adapter gives up a call after 10 s: a step makes two at most, and has 25 s. */
const CALL_MS = 10_000;

export function connectStripe({ secretKey, apiUrl }: StripeAccess): Stripe {
  // Temporal tries again, with pauses, and where a person sees it.
  return new Stripe(secretKey, { maxNetworkRetries: 0, telemetry: false, ...(apiUrl !== undefined && addressOf(new URL(apiUrl))) });
}

function addressOf({ protocol, hostname, port }: URL) {
  const isPlain = protocol === 'http:';
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? 80 : 443) } as const;
}

/** Runs one call of the port within its time; what Stripe answers with is told in the words of the port. */
export async function inOneCall<T>(stripe: Stripe, work: (call: StripeCall) => Promise<T>, withinMs = CALL_MS): Promise<T> {
  const end = performance.now() + withinMs;
  const rest = () => {
    const timeout = Math.floor(Math.min(CALL_MS, end - performance.now()));
    if (timeout <= 0) throw new DependencyError('payment provider', `Stripe did not answer within ${withinMs / 1000} s.`);
    return { timeout };
  };
  try {
    return await work({ stripe, rest });
  } catch (error) {
    throw toPortError(error);
  }
}
