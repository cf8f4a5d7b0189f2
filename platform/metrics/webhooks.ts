import type { ReadingsOf } from './page.ts';
import { counter } from './registry.ts';

const OUTCOMES = ['delivered', 'failed', 'given_up'] as const;

const tries = counter({
  name: 'webhook_tries_total',
  help: 'Tries to hand an event over that this process made',
  labelNames: ['outcome'] as const,
});
for (const outcome of OUTCOMES) tries.inc({ outcome }, 0);

export function countWebhookTry(outcome: (typeof OUTCOMES)[number]): void {
  tries.inc({ outcome });
}

/** What waits in PostgreSQL for receivers, and what was given up. */
export interface WebhookBacklog {
  readonly pending: number;
  readonly overdueSeconds: number;
  readonly dead: number;
  readonly disabledEndpoints: number;
}

export function webhookReadings(read: () => Promise<WebhookBacklog>): ReadingsOf {
  return async () => {
    const { pending, overdueSeconds, dead, disabledEndpoints } = await read();
    const reading = (name: string, help: string, value: number) => ({ name, help, values: [{ value }] });
    return [
      reading('webhook_deliveries_pending', 'Deliveries that wait for a try, also those of paused endpoints', pending),
      reading('webhook_overdue_seconds', 'For how long the next try of a delivery has been due', overdueSeconds),
      reading('webhook_deliveries_dead', 'Deliveries that were given up and can be replayed', dead),
      reading('webhook_endpoints_disabled', 'Endpoints that were switched off', disabledEndpoints),
    ];
  };
}
