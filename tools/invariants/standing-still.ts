import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

const STILL = `$3::bigint * interval '1 ms'`;
const ON_ITS_WAY = `o.status not in (${END_STATUSES_SQL})`;

/** How long an order may stand unchanged, and not be listed for a person (ms). */
export interface StillTerms {
  readonly stillMs: number;
  /** While its parcel is the carrier's to move. */
  readonly carrierMs: number;
}

export function standingStillChecks(db: OrdersDatabase, { stillMs, carrierMs }: StillTerms): Check[] {
  return [
    sqlCheck(db, {
      number: '6',
      title: 'No order stands still unseen',
      of: 'orders',
      counted: countOrders(ON_ITS_WAY),
      values: () => [stillMs, carrierMs],
      violations: (within) => `
        select o.id, format('%s, payment %s, and unchanged for %s minutes since %s', o.status, o.payment_status,
            floor(extract(epoch from now() - o.updated_at) / 60), last.step) as says,
          -- It began to stand still when its time was over; whatever ends the wait may be at work just now.
          o.updated_at + greatest(${STILL}, waits.until_at - o.updated_at) as changed_at
        from orders o
          left join lateral (select e.step from order_events e where e.order_id = o.id order by e.sequence desc limit 1) last on true
          cross join lateral (select case
            when o.status = 'CREATED' and o.payment_status = 'requires_action'
              then (select max(r.expires_at) from reservations r where r.order_id = o.id and r.reserved > 0)
            when o.status = 'CREATED' then o.backorder_until
            when o.status = 'CONFIRMED' and o.holds is null then o.hand_over_after
            when o.status in ('FULFILLING', 'SHIPPED') then o.updated_at + $4::bigint * interval '1 ms'
          end as until_at) waits
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${ON_ITS_WAY} and o.attention is null and (o.status <> 'CONFIRMED' or o.holds is null)
          and o.updated_at < now() - ${STILL} and coalesce(waits.until_at, o.updated_at) < now()`,
    }),
  ];
}
