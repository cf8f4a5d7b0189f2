import type { Client } from '@temporalio/client';
import { createActivities, type Activities } from '../activities/index.ts';
import { reconcileActivities, type ReconcileActivities } from '../activities/reconcile.ts';
import { createSimulatedCarrier } from '../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../adapters/payment/simulated.ts';
import type { Database } from '../adapters/postgres/database.ts';
import { createOrderBooks } from '../adapters/postgres/order-books.ts';
import { createOrderStore } from '../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../adapters/postgres/stock-keeper.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { Config, requireSecrets } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { countRepair, countStatusChange } from '../platform/metrics.ts';
import { createOrderRuns } from './order-runs.ts';

interface Wiring {
  readonly config: Config;
  readonly secrets: ReturnType<typeof requireSecrets>;
  readonly db: Database;
  readonly client: Client;
  readonly log: Logger;
}

/** Joins the steps with the adapters that this worker has: the place to swap a payment provider, a carrier or a stock system. */
export function wireActivities({ config, secrets, db, client, log }: Wiring): Activities & ReconcileActivities {
  const now = () => new Date();
  const stock = createStockKeeper(db);
  const payments = createSimulatedPayments({ db, ...config.payment, webhookSecret: secrets.payment });
  const onStatusChange = (to: OrderStatus) => {
    countStatusChange(to);
    log.info({ status: to }, 'order moved');
  };
  const orders = createOrderStore({ db, now, onStatusChange });
  const carrier = createSimulatedCarrier({ db, ...config.carrier });
  const { reservationMs } = config;
  return {
    ...createActivities({ orders, stock, payments, carrier, now, reservationMs, silenceMs: config.carrier.silenceMs }),
    ...reconcileActivities({
      books: createOrderBooks(db),
      runs: createOrderRuns({ client, taskQueue: config.temporal.taskQueue }),
      stock,
      payments,
      onRepair({ kind, orderId }) {
        countRepair(kind);
        log.warn({ kind, orderId }, 'the reconciler set an order right');
      },
    }),
  };
}
