import { createOrdersApi } from '../../clients/orders-api.ts';
import { reasonOf } from '../../platform/poll.ts';
import { startWebhookReceiver, verified } from '../support/webhook-receiver.ts';
import type { RunRecord } from './record.ts';
import type { ChaosSystem } from './system.ts';
import type { Heard } from './verdict/evidence.ts';
import type { Watcher } from './watcher.ts';

/** How most orders end, once each: a delivery is a workflow of its own, and the processors are for the orders. */
export const SUBSCRIBED: ReadonlySet<string> = new Set(['orders.completed', 'orders.canceled', 'orders.rejected', 'orders.returned']);

/** Whoever has events sent to them, and drops what came before by its `webhook-id`. */
export interface Subscriber extends Watcher {
  close(): Promise<void>;
}

export async function subscribe({ config, receiver }: ChaosSystem, record: Pick<RunRecord, 'notes'>): Promise<Subscriber> {
  const heard: Heard[] = [];
  const ids = new Set<string>();
  let repeats = 0;
  let secret = '';
  const { url, close } = await startWebhookReceiver({
    port: receiver.port,
    onTaken(one) {
      if (ids.has(one.id)) {
        repeats += 1;
        return;
      }
      ids.add(one.id);
      try {
        const { subject, sequence } = verified(one, secret) as { subject: string; sequence: string };
        heard.push({ orderId: subject, sequence: Number(sequence), at: Date.now() });
      } catch (error) {
        // No order has this name: the verdict says so.
        heard.push({ orderId: `webhook ${one.id}`, sequence: 0, at: Date.now() });
        record.notes({ webhook: one.id, refused: reasonOf(error) });
      }
    },
  });
  const endpoint = { url: `http://127.0.0.1:${receiver.proxiedPort}${new URL(url).pathname}`, eventTypes: [...SUBSCRIBED] };
  const { status, body } = await createOrdersApi(config.api.url).call<{ secret: string }>('POST', '/webhook-endpoints', endpoint);
  if (status !== 201) throw new Error(`POST /webhook-endpoints answered ${status}`);
  secret = body.secret;
  return { heard, comebacks: () => repeats, types: SUBSCRIBED, close };
}
