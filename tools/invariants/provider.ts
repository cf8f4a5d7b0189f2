import type { Config } from '../../platform/config.ts';
import { PartMissing } from './check.ts';

/** The payment provider's books, as far as SQL reaches them. */
export interface ProviderBooks {
  /**
   * A relation of one row a payment: order_id, reference, status, authorised_cents, captured_cents,
   * refunded_cents, created_at, updated_at.
   * @throws PartMissing
   */
  payments(): string;
}

/**
 * A payment that was voided before it was made has no order in these books, only the reference that it bars. An authorisation
 * that has run out is given back by the bank, though nobody writes it down.
 */
const SIMULATED = `(
  select coalesce(nullif(order_id, ''), substring(reference from '^pay_(.+)_[0-9]+$')) as order_id, reference,
    case when status = 'authorised' and expires_at <= now() then 'voided' else status end as status,
    authorised_cents, captured_cents, refunded_cents, created_at, updated_at
  from simulated_payments
)`;

export function providerBooks(provider: Config['payment']['provider'] | (string & {})): ProviderBooks {
  return {
    payments() {
      if (provider === 'simulated') return SIMULATED;
      throw new PartMissing('provider', `the books of the payment provider ${provider} are not in this database`);
    },
  };
}
