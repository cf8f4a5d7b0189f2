import { createOrdersApi } from '../../../clients/orders-api.ts';
import type { WebhookEndpoint } from '../../../domain/webhook.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';
import type { FaultCase } from '../world.ts';

const GONE = 410;

/** The orders that come all the time have their events sent to it. Which one it is only the runbook shows: an id is no label. */
export const receiverGone: FaultCase = {
  name: 'a receiver of webhooks that is gone',
  alert: 'WebhookEndpointDisabled',
  async inject({ system }) {
    const receiver = await startWebhookReceiver();
    receiver.behave(GONE);
    const { call } = createOrdersApi(system.config.api.url);
    const { endpointId } = (await call<WebhookEndpoint>('POST', '/webhook-endpoints', { url: receiver.url })).body;
    return {
      async lift() {
        await call('DELETE', `/webhook-endpoints/${endpointId}`);
        await receiver.close();
      },
      shows: new RegExp(`"${endpointId}".*"it answered ${GONE}"`),
    };
  },
};
