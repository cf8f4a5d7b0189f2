import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type pg from 'pg';
import { STREAM } from '../../../adapters/jetstream/event-stream.ts';
import type { Order } from '../../../domain/order.ts';
import type { Config } from '../../../platform/config.ts';
import { withSession } from '../faults/sabotage.ts';
import type { Script } from '../order-plan.ts';
import type { Told } from '../record.ts';

export interface HistoryEntry {
  readonly sequence: number;
  readonly type: string;
  readonly why: string | null;
  readonly at: Date;
  readonly order: Order;
}
export interface History {
  readonly id: string;
  readonly script: number;
  readonly events: readonly HistoryEntry[];
  /** As the last event left it. */
  readonly order: Order;
}
export interface PaymentRow {
  readonly order_id: string;
  readonly reference: string;
  readonly status: string;
  readonly captured: number;
  /** The cents of each capture, by its name. */
  readonly captures: Readonly<Record<string, number>>;
  readonly refunded: number;
}
export interface ParcelRow {
  readonly order_id: string;
  readonly reference: string;
  readonly is_cancelled: boolean;
  readonly pick_up_at: Date | null;
}
export interface StockRow {
  readonly sku: string;
  readonly on_hand: number;
  readonly reserved: number;
}
export interface Message {
  readonly orderId: string;
  readonly sequence: number;
}
/** `at`: when whoever follows was told (ms since 1970). */
export interface Heard extends Message {
  readonly at: number;
}

/** What the callers wrote down, and what everybody else has. */
export interface Evidence {
  readonly scripts: readonly Script[];
  readonly tolds: readonly Told[];
  readonly histories: readonly History[];
  readonly payments: readonly PaymentRow[];
  readonly parcels: readonly ParcelRow[];
  readonly stock: readonly StockRow[];
  /** In the order of the stream. */
  readonly messages: readonly Message[];
  /** In the order in which whoever follows the events over HTTP heard of them. */
  readonly heard: readonly Heard[];
  /** The same of whoever follows the orders of the callers on gRPC. */
  readonly watched: readonly Heard[];
  /** The same of whoever has webhooks sent, each `webhook-id` once. */
  readonly delivered: readonly Heard[];
}

/** Something that was promised and is not so. */
export interface Violation {
  readonly check: string;
  readonly script?: number;
  readonly orderId?: string;
  readonly says: string;
}

/** What the callers and who follows events have written down. */
export type Notes = Pick<Evidence, 'scripts' | 'tolds' | 'heard' | 'watched' | 'delivered'>;

export async function gatherEvidence({ database, nats }: Config, { scripts, tolds, heard, watched, delivered }: Notes): Promise<Evidence> {
  return withSession(database.url, async (client) => ({
    scripts,
    tolds,
    heard,
    watched,
    delivered,
    histories: await readHistories(client),
    payments: await rows<PaymentRow>(
      client,
      `select substring(reference from '^pay_(.+)_[0-9]+$') as order_id, reference, status, captured_cents::float8 as captured, captures,
         refunded_cents::float8 as refunded from partners.payments`,
    ),
    parcels: await rows<ParcelRow>(
      client,
      `select substring(reference from '^ship_(.+)_[0-9]+$') as order_id, reference, cancelled_at is not null as is_cancelled, pick_up_at from partners.shipments`,
    ),
    stock: await rows<StockRow>(client, 'select sku, on_hand::float8 as on_hand, reserved::float8 as reserved from stock'),
    messages: await readStream(nats.servers),
  }));
}

async function readHistories(client: pg.Client): Promise<History[]> {
  const events = await rows<Omit<HistoryEntry, 'order'> & { order_id: string; snapshot: Order; script: string | null }>(
    client,
    `select e.order_id, e.sequence, e.type, e.why, e.at, e.snapshot, o.metadata->>'script' as script
     from order_events e join orders o on o.id = e.order_id order by e.order_id, e.sequence`,
  );
  return [...Map.groupBy(events, (event) => event.order_id)].flatMap(([id, own]) => {
    const last = own.at(-1);
    if (!last) return [];
    const entries = own.map(({ sequence, type, why, at, snapshot }) => ({ sequence, type, why, at, order: snapshot }));
    return [{ id, script: Number(last.script ?? Number.NaN), events: entries, order: last.snapshot }];
  });
}

async function rows<T extends pg.QueryResultRow>(client: pg.Client, sql: string): Promise<T[]> {
  return (await client.query<T>(sql)).rows;
}

async function readStream(servers: readonly string[]): Promise<Message[]> {
  const nats = await connect({ servers: [...servers], name: 'chaos verdict' });
  try {
    const consumer = await jetstream(nats).consumers.get(STREAM);
    const messages: Message[] = [];
    for (let left = (await consumer.info()).num_pending; left > 0;) {
      for await (const message of await consumer.fetch({ max_messages: Math.min(left, 500), expires: 5000 })) {
        messages.push({ orderId: message.headers?.get('ce-subject') ?? '', sequence: Number(message.headers?.get('ce-sequence')) });
        left = message.info.pending;
      }
    }
    return messages;
  } finally {
    await nats.close();
  }
}
