import { SpanKind } from '@opentelemetry/api';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import { tracingHeaders, withSpan } from '../../platform/spans.ts';

/** Who is told, and with what its messages are signed. */
export interface Receiver {
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
}

/**
 * Sends one signed webhook by the Standard Webhooks scheme (standardwebhooks.com). `id` names the message, not the attempt.
 * @throws when the receiver does not answer 2xx in time (ms); the caller sends it again
 */
export function sendWebhook(receiver: Receiver, id: string, payload: unknown, withinMs = 5000): Promise<void> {
  const span = { kind: SpanKind.CLIENT, attributes: { 'messaging.message.id': id } };
  return withSpan(`webhook ${new URL(receiver.url).pathname}`, span, () => post(receiver, id, JSON.stringify(payload), withinMs));
}

async function post({ url, secret }: Receiver, id: string, body: string, withinMs: number): Promise<void> {
  const timestamp = new Date();
  const { statusCode, body: answer } = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...tracingHeaders(),
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, timestamp, body),
    },
    body,
    signal: AbortSignal.timeout(withinMs),
  });
  await answer.dump();
  if (statusCode >= 300) throw new Error(`${url} answered ${statusCode}`);
}
