// Erases a customer: `npm run customer:erase -- --customer ID`; see docs/privacy.md.
import { connectNats } from '../adapters/jetstream/connection.ts';
import { commandLine, optionsOf, UsageError } from '../platform/command-line.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { openSession } from '../platform/postgres-session.ts';
import { eraseMessages } from './erase/erase-messages.ts';
import { eraseRows } from './erase/erase-rows.ts';
import { ordersOfCustomer } from './erase/orders-of-customer.ts';

const USAGE = `npm run customer:erase -- --customer ID [--tenant ID]

  Takes a customer out of all their orders that are at their end: out of rows, events, kept answers and the stream, and destroys the
  keys that their workflows' histories are encrypted with. DATABASE_URL has to be the tables' owner's, NATS_URL
  that of who may remove messages (the user operator). It cannot be undone; it may be
  repeated, and goes on where it broke off. Ends with 1 while orders are left that are not at their end.`;

const { customer, tenant } = commandLine(USAGE, (args) => {
  const given = optionsOf(args, { customer: { type: 'string' }, tenant: { type: 'string', default: '' } });
  if (given.customer === undefined) throw new UsageError('Whom? Say --customer');
  return { customer: given.customer, tenant: given.tenant };
});

const { database, nats: access } = loadLocalConfig();
const client = await openSession(database.url);
const nats = await connectNats(access, { user: 'operator', reconnect: false });
try {
  const orders = await ordersOfCustomer(client, tenant, customer);
  const left = orders.filter(({ hindrance }) => hindrance !== null);
  const ended = orders.filter(({ hindrance }) => hindrance === null);
  // The stream first: what names the customer is what finds the orders again when this breaks off.
  const since = ended[0]?.createdAt;
  const messages = since ? await eraseMessages(nats, new Set(ended.map(({ id }) => id)), since) : 0;
  for (const { id } of ended) await eraseRows(client, id);
  // For the audit, which must not name whom it tells of.
  console.log(JSON.stringify({ at: new Date().toISOString(), done: 'customer erased', orders: ended.map(({ id }) => id), messages }));
  for (const { id, hindrance } of left) console.error(`order ${id} ${hindrance}: it is left as it is; end it, then repeat this`);
  if (left.length > 0) process.exitCode = 1;
} finally {
  await Promise.all([client.end(), nats.close()]);
}
