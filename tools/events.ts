// Prints the events of the stream ORDERS as they come: `npm run events [-- --help]`.
import { DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { connectNats, type NatsAccess } from '../adapters/jetstream/connection.ts';
import { STREAM } from '../adapters/jetstream/event-stream.ts';
import { moneyText } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { commandLine, optionsOf } from '../platform/command-line.ts';
import { loadLocalConfig } from '../platform/local-config.ts';

const USAGE = `npm run events -- [--all] [--order <id>]

  --all    from the beginning of the stream, not only what comes from now on
  --order  of one order`;

const { all, order: orderId } = commandLine(USAGE, (args) =>
  optionsOf(args, { all: { type: 'boolean', default: false }, order: { type: 'string' } }),
);
const { connection, consumer } = await open(loadLocalConfig().nats).catch((error: unknown) => {
  console.error(`The stream ${STREAM} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  console.error('Is the system running (npm start), and is NATS_URL that of its NATS server?');
  process.exit(1);
});
process.once('SIGINT', () => void connection.close().then(() => process.exit(0)));

// At least once: whoever acts on events drops a ce-id that it has seen.
const seen = new Set<string>();
for await (const message of await consumer.consume()) {
  const id = message.headers?.get('ce-id') ?? '';
  const wanted = orderId === undefined || message.headers?.get('ce-subject') === orderId;
  if (wanted && !seen.has(id)) console.log(describe(message));
  seen.add(id);
  if (seen.size > 100_000) seen.clear();
}

async function open(access: NatsAccess) {
  const nats = await connectNats(access, { user: 'auditor', name: 'durable-orders events', maxReconnectAttempts: -1 });
  const deliver = all ? DeliverPolicy.All : DeliverPolicy.New;
  return { connection: nats, consumer: await jetstream(nats).consumers.get(STREAM, { deliver_policy: deliver }) };
}

function describe(message: JsMsg): string {
  const header = (name: string) => message.headers?.get(name) ?? '';
  const order = message.json<Order>();
  return `${header('ce-time')}  ${header('ce-subject')} #${String(Number(header('ce-sequence'))).padEnd(2)} ${message.subject.padEnd(24)} ${order.status.padEnd(11)} ${moneyText(order.totalCents, order.currency)}  by ${header('ce-actor')}`;
}
