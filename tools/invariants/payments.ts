import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { MAY_KEEP } from './line-money.ts';
import type { ProviderLedger } from './provider.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck, type Within } from './sql-check.ts';

const AT_ITS_END = `o.status in (${END_STATUSES_SQL})`;
const GIVEN_BACK = `o.status in ('CANCELED', 'REJECTED', 'RETURNED')`;
const LIVE = `p.status in ('authorised', 'requires_action')`;

const KEEPS = `p.captured_cents > o.refunded_cents + ${MAY_KEEP}`;

/** Whether row and provider tell the same; a provider may forget what was authorised once it is voided. */
const AGREE = `case o.payment_status
  when 'captured' then p.status = 'captured' and p.authorised_cents = o.authorised_cents and p.captured_cents = o.captured_cents
  when 'authorised' then p.status = 'authorised' and p.authorised_cents = o.authorised_cents and p.captured_cents = 0 and o.captured_cents = 0
  when 'requires_action' then p.status = 'requires_action'
  when 'voided' then p.status = 'voided' and p.captured_cents = 0
  else p.status is null or p.status in ('declined', 'voided') end`;

/** Compares the orders with the payment provider's ledger. */
export function paymentChecks(db: OrdersDatabase, provider: ProviderLedger): Check[] {
  const countPayments = (within: Within) => `
    select count(*) from ${provider.payments()} p left join orders o on o.id = p.order_id
    where ${within({ id: 'p.order_id', createdAt: 'coalesce(o.created_at, p.created_at)' })}`;
  return [
    sqlCheck(db, {
      number: '2a',
      title: 'At most one live authorisation per order, two while a change replaces it, and none without an order',
      of: 'payments',
      counted: countPayments,
      // A second one is given back a moment after it was asked for; a third is asked for by nobody.
      violations: (within) => `
        select p.order_id as id, case when o.id is null then 'the provider holds money for an order that has no row: ' else 'live at the provider: ' end
          || string_agg(p.reference || ' ' || p.status, ', ' order by p.reference) as says,
          case when count(*) < 3 then max(p.updated_at) end as changed_at
        from ${provider.payments()} p left join orders o on o.id = p.order_id
        where ${LIVE} and ${within({ id: 'p.order_id', createdAt: 'coalesce(o.created_at, p.created_at)' })}
        group by p.order_id, o.id having count(*) > 1 or o.id is null`,
    }),
    sqlCheck(db, {
      number: '2b',
      title: "At its end an order's payment agrees with the provider's ledger",
      of: 'orders',
      counted: countOrders(AT_ITS_END),
      // What the provider still holds or took for a cancelled order is told by 4c.
      violations: (within) => `
        select o.id, format('%s: payment %s, authorised %s, captured %s; the provider has %s', o.status, o.payment_status, o.authorised_cents, o.captured_cents,
          coalesce(p.status || ', authorised ' || p.authorised_cents || ', captured ' || p.captured_cents, 'no payment')) as says,
          greatest(o.updated_at, p.updated_at) as changed_at
        from orders o left join (
          select distinct on (x.order_id) x.* from ${provider.payments()} x join orders ours on ours.id = x.order_id
          order by x.order_id, (x.reference = ours.payment_reference) desc nulls last, x.created_at desc, x.reference desc
        ) p on p.order_id = o.id
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${AT_ITS_END} and not coalesce(${AGREE}, false)
          and not (${GIVEN_BACK} and coalesce(${LIVE} or ${KEEPS}, false))`,
    }),
    sqlCheck(db, {
      number: '2c',
      title: 'The provider captured no more than it authorised, and never more than the total',
      of: 'payments',
      counted: countPayments,
      violations: (within) => `
        select p.order_id as id, format('captured %s, of a total of %s; %s', sum(p.captured_cents), o.total_cents,
          string_agg(format('%s authorised %s, captured %s', p.reference, p.authorised_cents, p.captured_cents), ', ' order by p.reference)) as says,
          max(p.updated_at) as changed_at
        from ${provider.payments()} p join orders o on o.id = p.order_id
        where ${within(ORDER_COLUMNS_IN_SCOPE)}
        group by p.order_id, o.total_cents
        having bool_or(p.captured_cents > p.authorised_cents) or sum(p.captured_cents) > o.total_cents`,
    }),
    sqlCheck(db, {
      number: '2d',
      title: 'The provider captured each parcel that is captured by itself under its name, once and for its amount',
      of: 'orders',
      counted: countOrders("exists (select 1 from json_array_elements(o.shipments) s where s->'capture' is not null)"),
      violations: (within) => `
        select o.id, string_agg(format('%s was captured for %s, and the provider has %s', s->>'shipmentId', s->'capture'->>'amountCents',
          coalesce(p.captures->>('cap_' || (s->>'shipmentId')), 'no capture of it')), '; ') as says, greatest(o.updated_at, max(p.updated_at)) as changed_at
        from orders o cross join lateral json_array_elements(o.shipments) s
        left join ${provider.payments()} p on p.order_id = o.id and p.reference = o.payment_reference
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and s->'capture'->>'status' = 'captured' and s->'capture'->>'amountCents' <> '0'
          and p.captures->>('cap_' || (s->>'shipmentId')) is distinct from s->'capture'->>'amountCents'
        group by o.id, o.updated_at`,
    }),
    sqlCheck(db, {
      number: '4c',
      title: 'The provider holds nothing of a cancelled, rejected or returned order, and keeps nothing that was paid for goods',
      of: 'orders',
      counted: countOrders(GIVEN_BACK),
      violations: (within) => `
        select o.id, format('%s; the provider has %s %s, authorised %s, captured %s', o.status, p.reference, p.status, p.authorised_cents, p.captured_cents) as says,
          greatest(o.updated_at, p.updated_at) as changed_at
        from orders o join ${provider.payments()} p on p.order_id = o.id
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${GIVEN_BACK} and (${LIVE} or ${KEEPS})`,
    }),
  ];
}
