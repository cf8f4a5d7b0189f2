import type { Logger } from '../platform/logger.ts';
import { createMetricsPage } from '../platform/metrics/page.ts';
import { createReadiness, type ProcessState } from '../platform/readiness.ts';
import { createPartnersApp } from './app.ts';
import { createCarrier } from './carrier/carrier.ts';
import type { PartnersDatabase } from './database.ts';
import { tellPayment } from './payments/notifications.ts';
import { PAGES_PATH } from './payments/page-routes.ts';
import { createProvider } from './payments/provider.ts';
import { listen } from './server.ts';
import type { Receiver } from './webhooks/send.ts';

export interface ServeOptions {
  readonly db: PartnersDatabase;
  readonly host: string;
  readonly port: number;
  /** Where a customer's browser reaches this process. */
  readonly publicUrl: string;
  readonly apiKey: string;
  /** From booking to pick-up (ms). */
  readonly pickupMs: number;
  /** How much later each further parcel of an order is picked up (ms). */
  readonly pickupSpreadMs?: number;
  /** From pick-up to delivery (ms). */
  readonly deliveryMs: number;
  /** Who is told what a customer decides. */
  readonly payments: Receiver;
  readonly log: Logger;
}

/** The customer's browser waits while a decision is told at once; what takes longer, `startPaymentNotifications` tells (ms). */
const TELL_AT_ONCE_MS = 2000;

/**
 * Serves payment provider and carrier over HTTP, without the webhooks that fall due by themselves.
 * @returns what drains it: requests under way have `drainMs` to finish
 */
export async function servePartners(options: ServeOptions): Promise<{ drain: (drainMs: number) => Promise<void> }> {
  const { db, host, port, publicUrl, apiKey, payments: receiver, log } = options;
  let state: ProcessState = 'serving';
  const app = createPartnersApp({
    provider: createProvider({
      db,
      pagesUrl: `${publicUrl}${PAGES_PATH}`,
      notify: (notification) => tellPayment({ db, receiver }, notification, TELL_AT_ONCE_MS),
    }),
    carrier: createCarrier(options),
    apiKey,
    isDraining: () => state === 'draining',
    ready: createReadiness({ state: () => state, checks: { postgres: () => db.ping() } }),
    metrics: createMetricsPage(log),
    log,
  });
  const server = await listen({ host, port, app });
  return {
    drain(drainMs) {
      state = 'draining';
      return server.drain(drainMs);
    },
  };
}
