import type pg from 'pg';
import { actorWithoutName, ERASED, withoutPerson } from '../../domain/erasure.ts';
import type { Actor } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order-snapshot.ts';
import { SELECTED_COLUMNS, toOrder } from '../../adapters/postgres/order-row.ts';
import { ORDER_COLUMNS, type OrderColumn } from '../../adapters/postgres/order-columns.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';

/** Nothing else of the row tells of a person: what the payment provider knows by our references, it is asked for. */
const CLEARED = [
  'customerId',
  'reason',
  'nextAction',
  'refunds',
  'returns',
  'holds',
  'adjustments',
  'attention',
  'shipTo',
  'metadata',
] as const;

const EVENTS = `
  update order_events e set snapshot = given.snapshot::json, actor = given.actor, why = $2,
    request_id = null, traceparent = null, tracestate = null
  from unnest($3::int[], $4::text[], $5::text[]) given(sequence, snapshot, actor)
  where e.order_id = $1 and e.sequence = given.sequence`;

/** The mark stays, so that the key is never made again. */
const KEY = `insert into order_keys (order_id, key_id, wrapped) values ($1, 'none', null) on conflict (order_id) do update set wrapped = null`;

interface EventRow {
  readonly sequence: number;
  readonly actor: Actor;
  readonly snapshot: OrderSnapshot;
}

/** Takes the person out of an order that is at its end, and destroys its key, in one transaction. Safe to repeat. */
export async function eraseRows(client: pg.Client, orderId: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(KEY, [orderId]);
    const { rows } = await client.query<OrderRow>(`select ${SELECTED_COLUMNS} from orders o where id = $1 for update`, [orderId]);
    for (const row of rows) await eraseOrder(client, row);
    const events = await client.query<EventRow>('select sequence, actor, snapshot from order_events where order_id = $1', [orderId]);
    await client.query(EVENTS, [
      orderId,
      ERASED,
      events.rows.map(({ sequence }) => sequence),
      events.rows.map(({ snapshot }) => JSON.stringify(withoutPerson(snapshot))),
      events.rows.map(({ actor }) => actorWithoutName(actor)),
    ]);
    await client.query('delete from idempotent_outcomes where order_id = $1', [orderId]);
    await client.query(`update webhook_deliveries set attempts = '[]' where order_id = $1`, [orderId]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function eraseOrder(client: pg.Client, row: OrderRow): Promise<void> {
  const order = withoutPerson(toOrder(row));
  const given = { paymentMethod: { token: ERASED }, fingerprint: null };
  const columns = CLEARED.map((field): OrderColumn => ORDER_COLUMNS[field]);
  const set = columns.map(({ name }, index) => `${name} = $${index + 2}`);
  const values = columns.map(({ value }) => stored(value(order, given)));
  await client.query(
    `update orders set ${set.join(', ')}, payment_token = '', payment_customer = null, setup_future_usage = null,
      request_fingerprint = null where id = $1`,
    [order.id, ...values],
  );
}

function stored(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}
