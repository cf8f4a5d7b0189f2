import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { DUE, MAY_KEEP } from './line-money.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

const SUMS = `format('%s, total %s: payment %s, authorised %s, captured %s, refunded %s, written off %s%s', o.status, o.total_cents, o.payment_status,
  o.authorised_cents, o.captured_cents, o.refunded_cents, o.written_off_cents,
  case when o.open_refunds = 0 then '' else ', refunds pending' end || case when o.attention is null then '' else ', needs attention' end)`;

/** Sums of each order's row, which one transaction writes: nothing under way excuses them. */
export function moneyChecks(db: OrdersDatabase): Check[] {
  const check = (number: string, title: string, orders: string, wrong: string) =>
    sqlCheck(db, {
      number,
      title,
      of: 'orders',
      counted: countOrders(orders),
      violations: (within) => `
        select o.id, ${SUMS} as says, null::timestamptz as changed_at
        from orders o where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${orders} and (${wrong})`,
    });
  return [
    check(
      '4a',
      'refunded ≤ captured ≤ authorised',
      'true',
      'o.refunded_cents < 0 or o.written_off_cents < 0 or o.refunded_cents > o.captured_cents or o.captured_cents > o.authorised_cents',
    ),
    check(
      '4b',
      'Cancelled and rejected: captured = refunded, no live authorisation',
      `o.status in ('CANCELED', 'REJECTED')`,
      `o.captured_cents <> o.refunded_cents or o.payment_status in ('authorised', 'requires_action', 'captured')`,
    ),
    check(
      '4d',
      'Completed: captured + written off = what is due, no attention',
      `o.status = 'COMPLETED'`,
      `o.captured_cents + o.written_off_cents <> ${DUE} or o.attention is not null`,
    ),
    check(
      '4h',
      'Returned: what was captured for goods that came back undelivered is refunded, no live authorisation, no attention',
      `o.status = 'RETURNED'`,
      `o.captured_cents - o.refunded_cents > ${MAY_KEEP} or o.payment_status in ('authorised', 'requires_action') or o.attention is not null`,
    ),
  ];
}
