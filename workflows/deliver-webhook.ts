import { proxyActivities } from '@temporalio/workflow';
import type { WebhookActivities } from '../activities/webhook.ts';
import type { DeliverWebhookInput } from './messages.ts';

/** Longer than a receiver may take (15 s), with the records before and after it. */
const TRY_WITHIN = '40 seconds';
/** A sender that was killed is noticed by then, and not when the time for the try is over. */
const ALIVE_WITHIN = '10 seconds';

/**
 * Hands one event over to one endpoint. When the next try is due, the try before says itself, so that a delivery that takes days has no
 * longer history than one that takes a moment; the intervals here are for when our own database is away.
 */
export async function deliverWebhook({ sendersQueue, ...run }: DeliverWebhookInput): Promise<void> {
  const { sendWebhook } = proxyActivities<WebhookActivities>({
    taskQueue: sendersQueue,
    startToCloseTimeout: TRY_WITHIN,
    heartbeatTimeout: ALIVE_WITHIN,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  await sendWebhook(run);
}
