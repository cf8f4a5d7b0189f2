import { DependencyError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { eventually } from '../../platform/poll.ts';

/** Stripe's search is up to a minute behind, and its test mode takes few requests a second (ms). */
const PATIENCE_MS = 150_000;

/** A provider as Temporal calls it, for tests against a real one: what is unknown is asked again, and what was begun is waited for. */
export function patientPayments(payments: PaymentProvider): PaymentProvider {
  const begun = new Set<string>();
  return {
    capturesInParts: payments.capturesInParts,
    async authorise(ask) {
      begun.add(ask.reference);
      return withEscalation(() => payments.authorise(ask));
    },
    async void(reference) {
      begun.add(reference);
      return withEscalation(() => payments.void(reference));
    },
    find: (reference) =>
      eventually(
        () => withEscalation(() => payments.find(reference)),
        (payment) => payment !== undefined || !begun.has(reference),
        PATIENCE_MS,
      ),
    capture: (ask) => withEscalation(() => payments.capture(ask)),
    refund: (ask) => withEscalation(() => payments.refund(ask)),
    list: (since, limit) => withEscalation(() => payments.list(since, limit)),
  };
}

async function withEscalation<T>(call: () => Promise<T>): Promise<T> {
  const attempt = async () => {
    try {
      return { value: await call() };
    } catch (error) {
      return { error };
    }
  };
  const last = await eventually(attempt, (answer) => !(answer.error instanceof DependencyError), PATIENCE_MS);
  if ('value' in last) return last.value;
  throw last.error;
}
