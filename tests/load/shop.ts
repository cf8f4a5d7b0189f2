import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setting } from '../support/api-client.ts';

/** How one request to order went. */
export interface Try {
  readonly status: number;
  readonly ms: number;
  /** 0 when the answer does not tell. */
  readonly retryAfterMs: number;
  readonly orderId: string | undefined;
}

// As many connections as there are requests under way: the client itself holds nothing back.
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Orders one piece of `sku`; a connection that fails counts as status 0. */
export async function order(sku: string): Promise<Try> {
  const startedAt = performance.now();
  try {
    const { status, headers, body } = await post({ customerId: 'cust_load', items: [{ sku, quantity: 1, priceCents: 100 }] });
    const accepted = status === 201 || status === 202;
    return {
      status,
      ms: performance.now() - startedAt,
      retryAfterMs: Number(headers['retry-after'] ?? 0) * 1000,
      orderId: accepted ? (JSON.parse(body) as { id: string }).id : undefined,
    };
  } catch {
    return { status: 0, ms: performance.now() - startedAt, retryAfterMs: 0, orderId: undefined };
  }
}

async function post(content: unknown) {
  const sent = request(`${setting('TEST_API_URL')}/orders`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(JSON.stringify(content));
  const [answer] = await answered;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}
