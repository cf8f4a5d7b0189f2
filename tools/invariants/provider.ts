import type { Config } from '../../platform/config.ts';
import { SourceMissing } from './check.ts';

/** The payment provider's ledger, as far as SQL reaches it. */
export interface ProviderLedger {
  /**
   * A relation of one row a payment: order_id, reference, status, authorised_cents, captured_cents,
   * captures (the cents of each, by its name), refunded_cents, created_at, updated_at.
   * @throws SourceMissing
   */
  payments(): string;
}

/**
 * A payment that was voided before it was made has no order in this ledger, only the reference that it bars. An authorisation
 * that has run out is given back by the bank, though nobody writes it down.
 */
const SIMULATED = `(
  select coalesce(nullif(order_id, ''), substring(reference from '^pay_(.+)_[0-9]+$')) as order_id, reference,
    case when status = 'authorised' and expires_at <= now() then case when captured_cents > 0 then 'captured' else 'voided' end else status end as status,
    authorised_cents, captured_cents, captures, refunded_cents, created_at, updated_at
  from partners.payments
)`;

/** Where the provider's ledger is, as the configuration says. */
export type ProviderPlace = Pick<Config, 'database'> & {
  readonly payment: Pick<Config['payment'], 'provider'>;
  readonly partners: Pick<Config['partners'], 'databaseUrl'>;
};

export function providerLedger({ payment: { provider }, partners, database }: ProviderPlace): ProviderLedger {
  return {
    payments() {
      if (provider !== 'simulated')
        throw new SourceMissing('provider', `the ledger of the payment provider ${provider} is not in this database`);
      if (partners.databaseUrl !== database.url)
        throw new SourceMissing('provider', 'the simulated provider keeps its ledger in a database of its own (PARTNERS_DATABASE_URL)');
      return SIMULATED;
    },
  };
}
