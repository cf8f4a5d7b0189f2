// Prints the events of the stream ORDERS as they come: `npm run events [-- --all] [-- --order <id>]`.
import { parseArgs } from 'node:util';
import { DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../adapters/jetstream/event-stream.ts';
import { moneyText } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { loadConfig } from '../platform/config.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false }, order: { type: 'string' } } });
const connection = await connect({ servers: loadConfig().nats.url, name: 'durable-orders events', maxReconnectAttempts: -1 });
const deliver = values.all ? DeliverPolicy.All : DeliverPolicy.New;
const consumer = await jetstream(connection).consumers.get(STREAM, { deliver_policy: deliver });
process.once('SIGINT', () => void connection.close().then(() => process.exit(0)));

// At least once: whoever acts on events drops a ce-id that it has seen.
const seen = new Set<string>();
for await (const message of await consumer.consume()) {
  const id = message.headers?.get('ce-id') ?? '';
  const wanted = values.order === undefined || message.headers?.get('ce-subject') === values.order;
  if (wanted && !seen.has(id)) console.log(describe(message));
  seen.add(id);
  if (seen.size > 100_000) seen.clear();
}

function describe(message: JsMsg): string {
  const header = (name: string) => message.headers?.get(name) ?? '';
  const order = message.json<Order>();
  return `${header('ce-time')}  ${header('ce-subject')} #${header('ce-sequence').padEnd(2)} ${message.subject.padEnd(24)} ${order.status.padEnd(11)} ${moneyText(order.totalCents, order.currency)}  by ${header('ce-actor')}`;
}
