import { DependencyError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports.ts';
import { eventually } from './eventually.ts';

/** Stripe's search is up to a minute behind, and its test mode takes few requests a second (ms). */
const PATIENCE_MS = 150_000;

/** A provider as Temporal calls it, for tests against a real one: what is unknown is asked again, and what was begun is waited for. */
export function patientPayments(payments: PaymentProvider): PaymentProvider {
  const begun = new Set<string>();
  return {
    async authorise(ask) {
      begun.add(ask.reference);
      return patiently(() => payments.authorise(ask));
    },
    async void(reference) {
      begun.add(reference);
      return patiently(() => payments.void(reference));
    },
    find: (reference) =>
      eventually(
        () => patiently(() => payments.find(reference)),
        (payment) => payment !== undefined || !begun.has(reference),
        PATIENCE_MS,
      ),
    capture: (ask) => patiently(() => payments.capture(ask)),
    refund: (ask) => patiently(() => payments.refund(ask)),
    list: (since, limit) => patiently(() => payments.list(since, limit)),
  };
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
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
