import type { AttentionCode } from '../../domain/attention.ts';
import { isAtItsEnd, ORDER_STATUSES, type OrderStatus } from '../../domain/order-status.ts';
import type { Database } from './database.ts';
import { END_STATUSES_SQL } from './end-statuses.ts';

// Each reads partial indexes only: the cost follows what waits, not what is stored.

export interface Gauges {
  readonly outboxUnsent: number;
  readonly oldestUnsentSeconds: number;
  readonly outboxRefused: number;
  readonly attention: Readonly<Partial<Record<AttentionCode, { readonly count: number; readonly oldestSeconds: number }>>>;
}

const OUTBOX = `
  select (select count(*) from outbox where sent_at is null) as unsent,
    coalesce((select extract(epoch from clock_timestamp() - created_at)::float8 from outbox where sent_at is null order by id limit 1), 0) as oldest,
    (select count(*) from outbox where sent_at is null and refused_at is not null) as refused`;

const ATTENTION = `
  select attention ->> 'code' as code, count(*) as count,
    extract(epoch from clock_timestamp() - min((attention ->> 'since')::timestamptz))::float8 as oldest
  from orders where attention is not null group by 1`;

export async function readGauges(db: Database): Promise<Gauges> {
  const [[outbox], attention] = await Promise.all([
    db.rows<{ unsent: bigint; oldest: number; refused: bigint }>(OUTBOX, []),
    db.rows<{ code: AttentionCode; count: bigint; oldest: number }>(ATTENTION, []),
  ]);
  return {
    outboxUnsent: Number(outbox?.unsent ?? 0),
    oldestUnsentSeconds: Math.max(0, outbox?.oldest ?? 0),
    outboxRefused: Number(outbox?.refused ?? 0),
    attention: Object.fromEntries(
      attention.map(({ code, count, oldest }) => [code, { count: Number(count), oldestSeconds: Math.max(0, oldest) }]),
    ),
  };
}

/** Of the orders of one status that are not over. */
interface OpenOrders {
  readonly status: OrderStatus;
  readonly count: number;
  readonly longestUnchangedSeconds: number;
}

const OPEN_ORDERS = `
  select status::text as status, count(*) as count,
    extract(epoch from clock_timestamp() - min(greatest(updated_at, hand_over_after, backorder_until))
      filter (where attention is null and holds is null and payment_status <> 'requires_action'))::float8 as unchanged
  from orders where status not in (${END_STATUSES_SQL}) group by 1`;

/** Every status that is not an end, with 0 where there is none: PENDING orders have no row. */
export async function readOpenOrders(db: Database): Promise<OpenOrders[]> {
  const rows = await db.rows<{ status: OrderStatus; count: bigint; unchanged: number | null }>(OPEN_ORDERS, []);
  const found = new Map(rows.map((row) => [row.status, row]));
  const open = ORDER_STATUSES.filter((status) => status !== 'PENDING' && !isAtItsEnd(status));
  return open.map((status) => {
    const { count = 0, unchanged = 0 } = found.get(status) ?? {};
    return { status, count: Number(count), longestUnchangedSeconds: Math.max(0, unchanged ?? 0) };
  });
}
