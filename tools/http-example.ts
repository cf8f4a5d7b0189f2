// An example of a client: places an order over HTTP, follows what happens to it until it is confirmed, and cancels it again.
import { createClient, type Problem } from '../clients/typescript/src/index.ts';
import { commandLine, wordsOf } from '../platform/command-line.ts';

const USAGE = 'npm run example:http -- [url [sku]]';
const [baseUrl = 'http://127.0.0.1:8080', sku = 'DEMO-1'] = commandLine(USAGE, (args) => wordsOf(args, { most: 2 }));
const orders = createClient({ baseUrl });

/** @throws Error in the API's words */
function dataOf<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data === undefined) throw new Error(error?.detail ?? 'there was no answer');
  return data;
}

const placed = dataOf(await orders.POST('/orders', { body: { customerId: 'cust_1', items: [{ sku, quantity: 1, priceCents: 1999 }] } }));
console.log(`${placed.orderNumber} is ${placed.status}: ${placed.totalCents} ${placed.currency} cents`);
for await (const { sequence, type } of orders.orderEvents(placed.id)) {
  console.log(`${sequence} ${type}`);
  if (type === 'orders.confirmed' || type === 'orders.rejected') break;
}
const params = { path: { id: placed.id } };
const canceled = dataOf(await orders.POST('/orders/{id}/cancel', { params, body: { reason: 'it was an example' } }));
console.log(`${canceled.orderNumber} is ${canceled.status}`);
