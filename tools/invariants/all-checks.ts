import { backorderChecks } from './backorders.ts';
import { authorisedChecks } from './authorised.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { eventLogChecks } from './event-log.ts';
import { historyChecks } from './history.ts';
import { instantChecks } from './instants.ts';
import { moneyChecks } from './money.ts';
import { orderRowChecks } from './order-rows.ts';
import { paymentChecks } from './payments.ts';
import type { ProviderLedger } from './provider.ts';
import { refundChecks } from './refunds.ts';
import { restockedChecks } from './restocked.ts';
import { standingStillChecks, type StillTerms } from './standing-still.ts';
import { stockChecks } from './stock.ts';
import { streamChecks } from './stream.ts';
import type { StreamCopy } from './stream-copy.ts';
import { type DeliveryTerms, webhookDeliveryChecks } from './webhook-deliveries.ts';
import type { WorkflowRuns } from './workflow-runs.ts';
import { workflowChecks } from './workflows.ts';

export interface Sources {
  readonly db: OrdersDatabase;
  readonly provider: ProviderLedger;
  readonly stream: StreamCopy;
  readonly runs: WorkflowRuns;
}

export interface Terms extends StillTerms, DeliveryTerms {
  readonly retentionDays: number;
  readonly reconcileEveryMs: number;
}

/** Everything that must hold, in the order of the contract. */
export function allChecks({ db, provider, stream, runs }: Sources, terms: Terms): Check[] {
  return [
    ...eventLogChecks(db, terms.retentionDays),
    ...workflowChecks(db, runs, terms.reconcileEveryMs),
    ...paymentChecks(db, provider),
    ...authorisedChecks(db, provider),
    ...stockChecks(db),
    ...restockedChecks(db),
    ...backorderChecks(db, terms.reconcileEveryMs),
    ...moneyChecks(db),
    ...refundChecks(db, provider),
    ...historyChecks(db),
    ...orderRowChecks(db),
    ...instantChecks(db),
    ...streamChecks(db, stream),
    ...standingStillChecks(db, terms),
    ...webhookDeliveryChecks(db, terms),
  ].toSorted((one, other) => one.number.localeCompare(other.number));
}
