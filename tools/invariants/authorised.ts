import type { Check } from './check.ts';
import type { OrdersDatabase } from './database.ts';
import { DUE } from './line-money.ts';
import type { ProviderLedger } from './provider.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

const UNCAPTURED = `o.status in ('CONFIRMED', 'FULFILLING') and o.payment_status = 'authorised'`;

/** What orders stand on until they are paid, beside the payment provider's ledger. */
export function authorisedChecks(db: OrdersDatabase, provider: ProviderLedger): Check[] {
  return [
    sqlCheck(db, {
      number: '2e',
      title: 'Until it is captured, what is authorised covers what is due',
      of: 'orders',
      counted: countOrders(UNCAPTURED),
      // One that has run out is renewed before the hand-over.
      violations: (within) => `
        select o.id, format('%s: %s is due, and of %s the provider has %s', o.status, ${DUE}, o.payment_reference, coalesce(p.status || ' ' || p.authorised_cents, 'nothing')) as says,
          greatest(o.updated_at, p.updated_at) as changed_at
        from orders o left join ${provider.payments()} p on p.reference = o.payment_reference
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${UNCAPTURED} and (p.reference is null or (p.status = 'authorised' and p.authorised_cents < ${DUE}))`,
    }),
  ];
}
