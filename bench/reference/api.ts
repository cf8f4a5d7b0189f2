// The reference app's HTTP API, as far as its web application uses it for an order's life.
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ReferenceSystem } from './system.ts';

export interface Shipment {
  readonly id: string;
  readonly status: string;
}

export interface ListedOrder {
  readonly id: string;
  readonly status: string;
}

export interface ReferenceApi {
  submit(orderId: string): Promise<void>;
  /** All orders that it ever took, which is more the longer it runs. */
  orders(): Promise<ListedOrder[]>;
  /** The shipments that are not delivered. */
  pendingShipments(): Promise<Shipment[]>;
  move(shipmentId: string, status: string): Promise<void>;
  close(): void;
}

/** Has at most `connections` requests under way to each of its services. */
export function referenceApi({ orderUrl, shipmentUrl }: ReferenceSystem, connections: number): ReferenceApi {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    submit: async (id) => {
      const order = { id, customerId: 'cust_bench', items: [{ sku: 'Nike Air', quantity: 1 }] };
      await send(agent, 'POST', `${orderUrl}/orders`, order);
    },
    orders: async () => JSON.parse(await send(agent, 'GET', `${orderUrl}/orders`)) as ListedOrder[],
    pendingShipments: async () => JSON.parse(await send(agent, 'GET', `${shipmentUrl}/shipments/pending`)) as Shipment[],
    move: async (id, status) => void (await send(agent, 'POST', `${shipmentUrl}/shipments/${id}/status`, { status })),
    close: () => agent.destroy(),
  };
}

async function send(agent: Agent, method: string, url: string, content?: object): Promise<string> {
  const sent = request(url, { method, agent, headers: { 'content-type': 'application/json' } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(content && JSON.stringify(content));
  const [answer] = await answered;
  const body = await text(answer);
  if (answer.statusCode !== 200 && answer.statusCode !== 201) throw new Error(`${method} ${url} answered ${answer.statusCode} ${body}`);
  return body;
}
