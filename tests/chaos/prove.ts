import type pg from 'pg';
import type { Config } from '../../platform/config.ts';
import { withSession } from './faults/sabotage.ts';
import { violationsOf } from './verdict.ts';
import { type Evidence, gatherEvidence, type Violation } from './verdict/evidence.ts';

/** Something that must never happen, done to one order, and the check that has to see it. */
interface Break {
  readonly name: string;
  readonly seenBy: string;
  /** The order's id stands for `$1`. */
  readonly sql: string;
}

const BREAKS: readonly Break[] = [
  {
    name: 'a captured amount is doubled',
    seenBy: 'money is taken once, and given back',
    sql: 'update partners.payments set captured_cents = captured_cents * 2 where captured_cents > 0 and order_id = $1',
  },
  {
    name: 'money is captured under another name',
    seenBy: 'money is taken once, and given back',
    sql: `update partners.payments set captures = jsonb_build_object('cap_' || order_id || '_9', captured_cents) where captured_cents > 0 and order_id = $1`,
  },
  {
    name: 'goods are shipped twice',
    seenBy: 'goods are counted once',
    sql: `update stock set on_hand = on_hand - 1 where sku = (select items->0->>'sku' from orders where id = $1)`,
  },
  {
    name: 'a second parcel is booked',
    seenBy: 'each parcel once, or none',
    sql: `insert into partners.shipments (reference, order_id, tracking_number, course, told) values ('ship_' || $1 || '_99', $1, 'TWICE', 'delivers', 9)`,
  },
  {
    name: 'an event is committed and never sent',
    seenBy: 'the stream has every event, in order',
    sql: `insert into order_events (order_id, sequence, step, type, at, actor, why, snapshot)
      select order_id, sequence + 1, 'chaos', type, at, actor, why, snapshot from order_events where order_id = $1 order by sequence desc limit 1`,
  },
  {
    name: 'an order goes another way than callers were shown',
    seenBy: 'what is shown is so',
    sql: `update order_events set snapshot = jsonb_set(snapshot::jsonb, '{status}', '"CANCELED"')::json where order_id = $1`,
  },
  {
    name: 'an event is sent to nobody who asked for it',
    seenBy: 'who has webhooks sent gets each event once by its webhook-id',
    sql: `update order_events set type = 'orders.completed' where order_id = $1 and sequence = 2`,
  },
  { name: 'an order is lost', seenBy: 'an accepted order exists once', sql: 'delete from orders where id = $1' },
];

/** Breaks a settled system on purpose, one promise after another. @returns what the verdict did not see */
export async function proveVerdict(config: Config, before: Evidence): Promise<Violation[]> {
  const left = before.histories.filter(({ order }) => order.status === 'COMPLETED' && order.payment.capturedCents > 0);
  const unseen: Violation[] = [];
  for (const { name, seenBy, sql } of BREAKS) {
    const victim = left.pop()?.id;
    if (victim === undefined) throw new Error('too few orders were completed to prove anything: let it run longer');
    await withSession(config.database.url, (client: pg.Client) => client.query(sql, [victim]));
    const found = violationsOf(await gatherEvidence(config, before));
    const isSeen = found.some(({ check, orderId = victim }) => check === seenBy && orderId === victim);
    if (!isSeen) unseen.push({ check: 'the verdict sees what is broken', orderId: victim, says: name });
  }
  return unseen;
}
