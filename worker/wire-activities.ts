import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { createActivities, type Activities } from '../activities/index.ts';
import { reconcileActivities, type ReconcileActivities } from '../activities/reconcile.ts';
import { withBreaker, type BreakerOptions } from '../adapters/breaker.ts';
import { withPartnerSpans } from '../adapters/partner-spans.ts';
import { createSimulatedCarrier } from '../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../adapters/payment/simulated.ts';
import { createStripePayments, type StripePaymentsOptions } from '../adapters/payment/stripe.ts';
import type { Database } from '../adapters/postgres/database.ts';
import { createReconcilerQueries } from '../adapters/postgres/reconciler-queries.ts';
import { createOrderStore, type OrderStoreOptions } from '../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../adapters/postgres/stock-keeper.ts';
import { createStockNews } from '../adapters/temporal/stock-news.ts';
import { createOrderRuns } from '../adapters/temporal/order-runs.ts';
import { planParcels } from '../domain/fulfilment-planner.ts';
import { ORDER_STATUSES } from '../domain/order-status.ts';
import { approvalOf } from '../domain/return-approval.ts';
import type { Carrier } from '../domain/ports/carrier.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { WakeUps } from '../domain/ports/wake-ups.ts';
import { ConfigError, type Config } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { observeProgress } from '../platform/metrics/order-progress.ts';
import { tellRecorded } from '../platform/metrics/orders.ts';
import { observePartnerCall, setCircuit } from '../platform/metrics/partners.ts';
import { countRepair, setFindings } from '../platform/metrics/reconciler.ts';
import { requirePartnerAccess } from '../platform/secrets.ts';
import { requireCaptures } from './require-captures.ts';

interface Wiring {
  readonly config: Config;
  readonly db: Database;
  readonly client: Client;
  readonly wakeUps: Pick<WakeUps, 'changed'>;
  readonly log: Logger;
}

/** A round runs on any worker: what this one was told stands until some rounds must have run elsewhere. */
const FINDINGS_HOLD_ROUNDS = 3;

/**
 * Joins the steps with the adapters that this worker has: the place to swap a payment provider, a carrier, a stock system, the planner of
 * parcels or the approval of returns.
 */
export function wireActivities({ config, db, client, wakeUps, log }: Wiring): Activities & ReconcileActivities {
  const now = () => new Date();
  const onServed = createStockNews(client, (err) =>
    log.warn({ err }, 'an order was not told that its stock has come: the reconciler will tell it'),
  );
  const stock = createStockKeeper(db, { onServed });
  const onStateChange: BreakerOptions['onStateChange'] = ({ partner, operation, state }) => {
    setCircuit({ partner, operation }, state !== 'closed');
    log[state === 'open' ? 'error' : 'info']({ partner, operation, state }, 'the circuit to a partner has changed');
  };
  const provider = withPartnerSpans(requireCaptures(wirePayments(config), config.payment), 'payment provider');
  const payments = withBreaker(provider, 'payment provider', { onStateChange, onCall: observePartnerCall });
  const tell = tellRecorded(log, ORDER_STATUSES);
  const onRecorded: OrderStoreOptions['onRecorded'] = (after, before) => {
    tell(after, before);
    if (before) observeProgress(after, before);
    wakeUps.changed(after.id);
  };
  const orders = createOrderStore({ db, now, onRecorded });
  const carrier = withBreaker(withPartnerSpans(wireCarrier(config), 'carrier'), 'carrier', { onStateChange, onCall: observePartnerCall });
  const onFailedTry = (activity: string, err: unknown) => log.warn({ activity, err }, 'a step failed at once and will be tried again');
  const isCancelled = () => Context.current().cancellationSignal.aborted;
  const { renewBeforeMs, capturePerShipment } = config.payment;
  const { reservationMs, backorderMs } = config;
  const terms = { reservationMs, backorderMs, renewBeforeMs, capturePerShipment };
  const returns = { ...config.returns, approve: approvalOf(config.returns.approval) };
  const planShipments = planParcels(config.parcelMaxUnits);
  return {
    ...createActivities({ orders, stock, payments, carrier, planShipments, now, ...terms, returns, onFailedTry, isCancelled }),
    ...reconcileActivities({
      queries: createReconcilerQueries(db),
      runs: createOrderRuns({ client, taskQueue: config.temporal.taskQueue, settings: config.run }),
      stock,
      // Its look at a whole day may take longer than an order's step should wait.
      payments: provider,
      onRepair({ kind, orderId }) {
        countRepair(kind);
        log.warn({ kind, orderId }, 'the reconciler set an order right');
      },
      onFindings({ counts, fresh }) {
        setFindings(counts, FINDINGS_HOLD_ROUNDS * config.reconcileEveryMs);
        for (const finding of fresh) log.warn(finding, 'the reconciler found what a person has to look at');
      },
    }),
  };
}

function wirePayments(config: Config): PaymentProvider {
  switch (config.payment.provider) {
    case 'stripe':
      return createStripePayments(requireStripe(config.payment));
    case 'simulated':
      return createSimulatedPayments(requirePartnerAccess(config));
  }
}

function wireCarrier(config: Config): Carrier {
  switch (config.carrier.name) {
    case 'simulated':
      return createSimulatedCarrier(requirePartnerAccess(config));
  }
}

/** @throws ConfigError without a key */
function requireStripe({ stripe: { secretKey, apiUrl, returnUrl }, capturePerShipment }: Config['payment']): StripePaymentsOptions {
  if (secretKey !== undefined) return { secretKey, apiUrl, returnUrl, isMulticapture: capturePerShipment };
  throw new ConfigError('STRIPE_SECRET_KEY must be set when PAYMENT_PROVIDER is stripe; see docs/payment-providers.md');
}
