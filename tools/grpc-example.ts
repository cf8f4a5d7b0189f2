// An example of a client: places an order over gRPC, repeats safely what got no answer, and cancels the order again.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from '../clients/grpc/call-error.ts';
import { createOrdersClient, type Answer } from '../clients/grpc/orders-client.ts';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import type { Order } from '../proto/generated/orders/v1/orders_pb.ts';

const USAGE = 'npm run example:grpc -- [address [sku]]';
const [address = '127.0.0.1:50051', sku = 'DEMO-1'] = commandLine(USAGE, (args) => wordsOf(args, { most: 2 }));
const orders = createOrdersClient(address);
/** Whether the order was made is not known: under the same key it is made once, however often it is sent. */
const REPEATABLE = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED']);
const MOST_TRIES = 5;

async function placeOnce(): Promise<Answer<Order>> {
  const metadata = { 'idempotency-key': randomUUID(), prefer: 'wait=5' };
  const request = { customerId: 'cust_1', items: [{ sku, quantity: 1, priceCents: 1999n }] };
  for (let tries = 1; ; tries += 1) {
    try {
      return await orders.createOrder(request, { metadata, deadlineMs: 12_000 });
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof CallError) || !REPEATABLE.has(error.code)) throw error;
      await sleep(error.retryAfterMs ?? 1000);
    }
  }
}

const { message: placed } = await placeOnce();
console.log(`${placed.orderNumber} is ${placed.status}: ${placed.totalCents} ${placed.currency} cents`);
const { message: canceled } = await orders.cancelOrder({ id: placed.id, reason: 'it was an example' });
console.log(`${canceled.orderNumber} is ${canceled.status}`);
orders.close();
