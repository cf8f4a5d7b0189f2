import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { OWN, PAID, UNITS_PAID } from './line-money.ts';
import type { ProviderLedger } from './provider.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

/** What an order's refunds come to: per status, and what the payment provider knows nothing of. */
const SUMS = `lateral (
  select coalesce(sum(cents) filter (where status = 'succeeded'), 0) as succeeded,
    coalesce(sum(cents) filter (where status = 'pending'), 0) as pending,
    count(*) filter (where status = 'pending') as open,
    coalesce(sum(cents) filter (where elsewhere), 0) as elsewhere
  from (
    select (r->>'amountCents')::bigint as cents, r->>'status' as status, coalesce((r->>'elsewhere')::boolean, false) as elsewhere
    from json_array_elements(o.refunds) r
  ) refund
) sums`;

/** Refunds that are not the sum of their parts. */
const UNSPLIT = `lateral (
  select string_agg(format('%s is of %s, its parts of %s', r->>'refundId', r->>'amountCents', parts.cents), ', ') as says
  from json_array_elements(o.refunds) r cross join lateral (
    select coalesce(sum((l->>'amountCents')::bigint), 0) + coalesce((r->>'ownCents')::bigint, 0) as cents from json_array_elements(r->'lines') l
  ) parts
  where (r->>'amountCents')::bigint <> parts.cents
) unsplit`;

/** Lines, and what is of no line, of which more was refunded, or is on its way back, than they cost; more units of a line than it has. */
const OVERPAID = `lateral (
  select string_agg(format('%s: %s goes back, of a cost of %s', back.line, back.cents, coalesce(cost.cents::text, 'no line')) ||
    case when back.units > cost.units then format(', and %s of %s units', back.units, cost.units) else '' end, ', ') as says
  from (
    select l->>'lineId' as line, sum((l->>'amountCents')::bigint) as cents, coalesce(sum((l->>'quantity')::bigint), 0) as units
    from json_array_elements(o.refunds) r cross join lateral json_array_elements(r->'lines') l
    where r->>'status' <> 'failed' group by 1
    union all
    select 'the order', sum((r->>'ownCents')::bigint), 0 from json_array_elements(o.refunds) r where r->>'status' <> 'failed'
  ) back left join (
    select i->>'lineId' as line, ${PAID} as cents, ${UNITS_PAID} as units from json_array_elements(o.items) i
    union all
    select 'the order', ${OWN}, 0
  ) cost using (line)
  where cost.cents is null or back.cents > cost.cents or back.units > cost.units
) overpaid`;

const HAS_REFUNDS = 'json_array_length(o.refunds) > 0';

/** The refunds of each order beside its sums, its lines and the payment provider's ledger. */
export function refundChecks(db: OrdersDatabase, provider: ProviderLedger): Check[] {
  return [
    sqlCheck(db, {
      number: '4e',
      title: 'Refunded is the sum of the refunds that succeeded, and those that are pending are counted',
      of: 'orders',
      counted: countOrders(),
      violations: (within) => `
        select o.id, format('%s: refunded %s, its refunds come to %s; %s pending, and %s of its refunds are', o.status, o.refunded_cents,
          sums.succeeded, o.open_refunds, sums.open) as says, null::timestamptz as changed_at
        from orders o cross join ${SUMS}
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and (o.refunded_cents <> sums.succeeded or o.open_refunds <> sums.open)`,
    }),
    sqlCheck(db, {
      number: '4f',
      title: "Each refund is the sum of its parts, and no line's refunds pass what it cost",
      of: 'orders',
      counted: countOrders(HAS_REFUNDS),
      violations: (within) => `
        select o.id, concat_ws('; ', unsplit.says, overpaid.says) as says, null::timestamptz as changed_at
        from orders o cross join ${UNSPLIT} cross join ${OVERPAID}
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${HAS_REFUNDS} and (unsplit.says is not null or overpaid.says is not null)`,
    }),
    sqlCheck(db, {
      number: '4g',
      title: 'The provider gave back what the orders say, or what they say is on its way',
      of: 'orders',
      counted: countOrders(),
      violations: (within) => `
        select o.id, format('refunded %s, %s of it by other means, and %s pending; the provider has refunded %s', o.refunded_cents, sums.elsewhere,
          sums.pending, coalesce(p.cents, 0)) as says, greatest(o.updated_at, p.updated_at) as changed_at
        from orders o cross join ${SUMS} left join (
          select order_id, sum(refunded_cents) as cents, max(updated_at) as updated_at from ${provider.payments()} x group by order_id
        ) p on p.order_id = o.id
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and coalesce(p.cents, 0) not between
          sums.succeeded - sums.elsewhere and sums.succeeded - sums.elsewhere + sums.pending`,
    }),
  ];
}
