import type { Books } from './books.ts';
import type { Check } from './check.ts';
import { eventLogChecks } from './event-log.ts';
import { historyChecks } from './history.ts';
import { moneyChecks } from './money.ts';
import { paymentChecks } from './payments.ts';
import type { ProviderLedger } from './provider.ts';
import { refundChecks } from './refunds.ts';
import { standingStillChecks, type StillTerms } from './standing-still.ts';
import { stockChecks } from './stock.ts';
import { streamChecks } from './stream.ts';
import type { StreamCopy } from './stream-copy.ts';
import type { WorkflowRuns } from './workflow-runs.ts';
import { workflowChecks } from './workflows.ts';

export interface Parts {
  readonly books: Books;
  readonly provider: ProviderLedger;
  readonly stream: StreamCopy;
  readonly runs: WorkflowRuns;
}

export interface Terms extends StillTerms {
  readonly retentionDays: number;
  readonly reconcileEveryMs: number;
}

/** Everything that must hold, in the order of the contract. */
export function allChecks({ books, provider, stream, runs }: Parts, terms: Terms): Check[] {
  return [
    ...eventLogChecks(books, terms.retentionDays),
    ...workflowChecks(books, runs, terms.reconcileEveryMs),
    ...paymentChecks(books, provider),
    ...stockChecks(books),
    ...moneyChecks(books),
    ...refundChecks(books, provider),
    ...historyChecks(books),
    ...streamChecks(books, stream),
    ...standingStillChecks(books, terms),
  ].toSorted((one, other) => one.number.localeCompare(other.number));
}
