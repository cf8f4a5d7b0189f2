import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import type { OpenDelivery, SendOutcome, WebhookSender } from '../../domain/ports/webhook-deliveries.ts';
import { currentTrace } from '../../platform/spans.ts';
import { retryAfterMsOf } from '../retry-after.ts';
import { ForbiddenAddress, guardedLookup, refusalOf, type TargetRules } from './allowed-targets.ts';
import { inDeliverySpan } from './delivery-span.ts';

export interface WebhookSenderOptions extends TargetRules {
  /** How long a receiver may take for one try (ms). */
  readonly timeoutMs: number;
  readonly userAgent: string;
}

/** CloudEvents HTTP protocol binding, section 3.2: structured mode. */
const CONTENT_TYPE = 'application/cloudevents+json';
/** Of an answer, which nobody reads: more than this ends the connection (bytes). */
const MOST_OF_AN_ANSWER = 64 * 1024;
const GONE = 410;

/** Sends by the Standard Webhooks scheme (standardwebhooks.com). Redirects are not followed: they would lead past what was checked. */
export function createWebhookSender({ timeoutMs, userAgent, ...rules }: WebhookSenderOptions): WebhookSender & { close(): Promise<void> } {
  const agent = new Agent({ connect: { lookup: guardedLookup(rules), timeout: timeoutMs } });

  const post = async (delivery: OpenDelivery, body: string, signal: AbortSignal): Promise<SendOutcome> => {
    const response = await request(delivery.url, {
      method: 'POST',
      headers: headersOf(delivery, body, userAgent),
      body,
      signal,
      dispatcher: agent,
    });
    const { statusCode, headers } = response;
    // Its status is what counts: an answer that is cut short does not undo it.
    await response.body.dump({ limit: MOST_OF_AN_ANSWER }).catch(() => undefined);
    return outcomeOf(statusCode, headers['retry-after']?.toString());
  };

  const tryOnce = async (delivery: OpenDelivery, body: string): Promise<SendOutcome> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await post(delivery, body, signal);
    } catch (error) {
      return failed(signal.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error));
    }
  };

  return {
    async send(delivery) {
      if (delivery.body === undefined) return failed('the event is no more');
      const refusal = refusalOf(new URL(delivery.url), rules);
      if (refusal !== undefined) return failed(`the address ${refusal}`);
      const { body } = delivery;
      return inDeliverySpan(delivery, () => tryOnce(delivery, body));
    },
    close: () => agent.close(),
  };
}

function headersOf({ deliveryId, secrets, event }: OpenDelivery, body: string, userAgent: string): Record<string, string> {
  const now = new Date();
  const traceparent = currentTrace().traceparent ?? event.traceparent;
  return {
    'content-type': CONTENT_TYPE,
    'user-agent': userAgent,
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(deliveryId, now, body)).join(' '),
    ...(traceparent !== undefined && { traceparent }),
  };
}

function outcomeOf(statusCode: number, retryAfter: string | undefined): SendOutcome {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'delivered', statusCode };
  const retryAfterMs = retryAfterMsOf(retryAfter);
  return {
    kind: 'failed',
    statusCode,
    error: statusCode >= 300 && statusCode < 400 ? 'a redirect, which is not followed' : 'not a 2xx',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(statusCode === GONE && { isGone: true }),
  };
}

function failed(error: string): SendOutcome {
  return { kind: 'failed', error };
}

/** Without what the network inside looks like: an operator of the endpoint reads it. */
function reasonOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return 'its name leads to an address that is not public';
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return `no connection, or one that broke off (${code ?? cause?.code ?? 'unknown'})`;
}
