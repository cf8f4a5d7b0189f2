import type { Database } from './database.ts';

export interface Gauges {
  readonly outboxUnsent: number;
  readonly oldestUnsentSeconds: number;
  readonly outboxRefused: number;
  readonly needingAttention: number;
  readonly undoFailing: number;
}

const GAUGES = `
  select (select count(*) from outbox where sent_at is null) as unsent,
    coalesce((select extract(epoch from clock_timestamp() - created_at)::float8 from outbox where sent_at is null order by id limit 1), 0) as oldest,
    (select count(*) from outbox where sent_at is null and refused_at is not null) as refused,
    waiting.attention, waiting."undoFailing"
  from (
    select count(*) as attention, count(*) filter (where attention ->> 'code' = 'UNDO_FAILING') as "undoFailing"
    from orders where attention is not null
  ) waiting`;

/** Reads partial indexes only: the cost follows what waits, not what is stored. */
export async function readGauges(db: Database): Promise<Gauges> {
  const [row] = await db.rows<{ unsent: bigint; oldest: number; refused: bigint; attention: bigint; undoFailing: bigint }>(GAUGES, []);
  return {
    outboxUnsent: Number(row?.unsent ?? 0),
    oldestUnsentSeconds: Math.max(0, row?.oldest ?? 0),
    outboxRefused: Number(row?.refused ?? 0),
    needingAttention: Number(row?.attention ?? 0),
    undoFailing: Number(row?.undoFailing ?? 0),
  };
}
