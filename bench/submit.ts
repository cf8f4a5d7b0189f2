import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** How one request to order went. */
export interface Try {
  /** 0: the connection failed. */
  readonly status: number;
  readonly ms: number;
  /** 0 when the answer does not tell. */
  readonly retryAfterMs: number;
  readonly orderId: string | undefined;
}

export const isAccepted = ({ status }: Try) => status === 201 || status === 202;

// As many connections as there are requests under way: the client itself holds nothing back.
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Orders one piece of `sku` at the API there, at the least cost to the machine that is measured. */
export async function submitOrder(apiUrl: string, sku: string): Promise<Try> {
  const startedAt = performance.now();
  try {
    const { status, headers, body } = await post(apiUrl, { customerId: 'cust_load', items: [{ sku, quantity: 1, priceCents: 100 }] });
    const done = {
      status,
      ms: performance.now() - startedAt,
      retryAfterMs: Number(headers['retry-after'] ?? 0) * 1000,
      orderId: undefined,
    };
    return isAccepted(done) ? { ...done, orderId: (JSON.parse(body) as { id: string }).id } : done;
  } catch {
    return { status: 0, ms: performance.now() - startedAt, retryAfterMs: 0, orderId: undefined };
  }
}

async function post(apiUrl: string, content: unknown) {
  const sent = request(`${apiUrl}/orders`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(JSON.stringify(content));
  const [answer] = await answered;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}
