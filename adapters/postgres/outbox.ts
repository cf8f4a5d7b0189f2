import type { EventType } from '../../domain/order-event.ts';
import type { Database } from './database.ts';

/** An event that waits to be sent. */
export interface OutboxEvent {
  readonly id: bigint;
  readonly orderId: string;
  readonly sequence: number;
  readonly type: EventType;
  readonly at: Date;
  readonly actor: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
  /** The order as it was then, in JSON: sent as it is stored. */
  readonly body: string;
  /** The stream refused it before. */
  readonly wasRefused: boolean;
}

/** One look at the outbox. */
export interface Look {
  /** What the stream has stored since the look before, to be marked with this one: a statement in place of two. */
  readonly sent: readonly bigint[];
  readonly at: Date;
  readonly limit: number;
  /** Events of an order of which one was refused since then are left out. */
  readonly refusedSince: Date;
}

export interface Outbox {
  /** The oldest unsent events, in the order of their ids: an order's events come in the order of their sequence. */
  next(look: Look): Promise<OutboxEvent[]>;
  markRefused(ids: readonly bigint[], at: Date): Promise<void>;
  /** Removes rows that were sent before a moment; returns how many, at most `limit`. */
  purge(sentBefore: Date, limit: number): Promise<number>;
}

const NEXT = `
  with marked as (update outbox set sent_at = $4::timestamptz where id = any($3::bigint[]) and sent_at is null)
  select b.id, b.order_id as "orderId", b.sequence, e.type, e.at, e.actor, e.request_id as "requestId", e.traceparent, e.tracestate,
    e.snapshot::text as body, b.refused_at is not null as "wasRefused"
  from (
    select id, order_id, sequence, refused_at from outbox
    where sent_at is null and id <> all ($3::bigint[])
      and order_id <> all (array(select order_id from outbox where sent_at is null and refused_at is not null and refused_at >= $2::timestamptz))
    order by id limit $1
  ) b
  join order_events e on e.order_id = b.order_id and e.sequence = b.sequence
  order by b.id`;

export function createOutbox(db: Database): Outbox {
  return {
    next: ({ sent, at, limit, refusedSince }) => db.rows<OutboxEvent>(NEXT, [limit, refusedSince, sent, at]),
    markRefused: async (ids, at) => {
      await db.run((prisma) => prisma.$executeRaw`update outbox set refused_at = ${at} where id = any(${[...ids]}::bigint[])`);
    },
    purge: (sentBefore, limit) =>
      db.run(
        (prisma) => prisma.$executeRaw`
          delete from outbox where id in (select id from outbox where sent_at < ${sentBefore} order by sent_at limit ${limit})`,
      ),
  };
}
