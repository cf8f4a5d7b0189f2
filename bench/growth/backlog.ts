import { isAccepted, percentile } from '../../tests/load/figures.ts';
import { order, type Try } from '../../tests/load/shop.ts';
import { untilComplete } from '../../tests/load/until-complete.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { besideSmallest } from './reads.ts';
import type { Rounds } from '../rounds.ts';
import { turnTo, type Size } from './size.ts';
import { anySku, idsOf } from './submits.ts';

/** A relay that sends less than 200 a second is a finding of its own (ms). */
const WITHIN_MS = 500_000;

export interface Backlog {
  /** Events that wait at once. */
  readonly waiting: number;
  /** Each round's are other events: the stream drops within two minutes what it has seen. */
  readonly round: number;
}

/** What a relay finds that was away: lets old events wait again, and orders meanwhile. */
export async function timeBacklog(sizes: readonly Size[], size: Size, { waiting, round }: Backlog, rounds: Rounds): Promise<void> {
  turnTo(size);
  const { connection } = size;
  const last = await letWait(size, waiting, round);
  const startedAt = performance.now();
  const drained = new AbortController();
  const customer = async () => {
    const tries: Try[] = [];
    while (!drained.signal.aborted) tries.push(await order(anySku(size)));
    return tries;
  };
  const oldestUnsent = async () => {
    const [row] = await connection.query<{ id: string }>('select id from outbox where sent_at is null order by id limit 1');
    return row ? BigInt(row.id) : undefined;
  };
  const ordering = customer();
  await eventually(oldestUnsent, (id) => id === undefined || id > last, WITHIN_MS).finally(() => drained.abort());
  const seconds = (performance.now() - startedAt) / 1000;
  const tries = await ordering;
  await untilComplete(tries);

  const [first] = await connection.query<{ ms: number }>(
    `select (extract(epoch from max(sent_at - created_at)) * 1000)::float8 as ms from outbox where id > $1 and order_id = any($2)`,
    [last, idsOf(tries)],
  );
  const what = `outbox with ${waiting.toLocaleString('en')} waiting`;
  const ms = tries.filter(isAccepted).map((done) => done.ms);
  rounds.add({ name: `${what}: sent`, unit: 'per s' }, waiting / seconds);
  rounds.add(
    { name: `${what}: POST /orders, p50`, unit: 'ms', beside: besideSmallest(sizes, size, 'POST /orders, p50').name },
    percentile(ms, 0.5),
  );
  rounds.add({ name: `${what}: event of an order behind it, longest wait`, unit: 'ms' }, first?.ms ?? Number.NaN);
}

/** The id of the last row. */
async function letWait({ connection, orders }: Size, waiting: number, round: number): Promise<bigint> {
  // An order has six or seven events.
  const taken = Math.ceil(waiting / 6);
  const [row] = await connection.query<{ last: string; count: number }>(
    `with put as (
       insert into outbox (order_id, sequence, created_at)
       select e.order_id, e.sequence, now() from (select id, created_at from orders order by created_at, id offset $1 limit $2) o
       join order_events e on e.order_id = o.id
       order by o.created_at, o.id, e.sequence limit $3
       returning id
     )
     select max(id) as last, count(*)::int as count from put`,
    [(round * taken) % Math.max(1, orders - taken), taken, waiting],
  );
  if (row?.count !== waiting) throw new Error(`${row?.count ?? 0} events wait instead of ${waiting}`);
  return BigInt(row.last);
}
