import type { OrderRuns } from '../domain/ports/order-runs.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { ReconcilerQueries } from '../domain/ports/reconciler-queries.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import type { Finding } from './finding.ts';
import { backorderReconciliation } from './reconcile-backorders.ts';
import { databaseReconciliation } from './reconcile-database.ts';
import { paymentReconciliation } from './reconcile-payments.ts';
import { returnReconciliation } from './reconcile-returns.ts';
import { workflowReconciliation } from './reconcile-workflows.ts';

export type RepairKind =
  'workflow_restarted' | 'reservation_released' | 'payment_voided' | 'refund_restarted' | 'return_restarted' | 'backorder_woken';
export interface Repair {
  readonly kind: RepairKind;
  readonly orderId: string;
}
export type OnRepair = (repair: Repair) => void;

/** What a round found: how many of each kind, and those that the round before did not name. */
export interface RoundFindings {
  readonly counts: Readonly<Record<string, number>>;
  readonly fresh: readonly Finding[];
}

interface ReconcileDependencies {
  readonly queries: ReconcilerQueries;
  readonly runs: OrderRuns;
  readonly stock: StockKeeper;
  readonly payments: PaymentProvider;
  readonly onRepair: OnRepair;
  readonly onFindings: (findings: RoundFindings) => void;
}

/**
 * Compares what PostgreSQL, Temporal and the payment provider know, repairs what has one right answer and names the rest. It never
 * cancels an order.
 */
export function reconcileActivities(deps: ReconcileDependencies) {
  return {
    ...workflowReconciliation(deps),
    ...paymentReconciliation(deps),
    ...databaseReconciliation(deps),
    ...returnReconciliation(deps),
    ...backorderReconciliation(deps),
    async tellFindings(findings: RoundFindings): Promise<void> {
      deps.onFindings(findings);
    },
  };
}

export type ReconcileActivities = ReturnType<typeof reconcileActivities>;
