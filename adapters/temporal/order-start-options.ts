import type { Client, WorkflowStartOptions } from '@temporalio/client';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { moneyText } from '../../domain/money.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { NewOrder } from '../../domain/ports/order-store.ts';
import { priced } from '../../domain/pricing.ts';
import type { RunSettings } from '../../domain/run-settings.ts';
import * as messages from '../../workflows/messages.ts';
import type { processOrder } from '../../workflows/process-order.ts';

/** What every run is started with, beside the order. */
export interface StartContext {
  readonly client: Client;
  readonly taskQueue: string;
  /** What each run is told of the configuration. */
  readonly settings: RunSettings;
}

/**
 * How an order's workflow is started: once, so that one caller is the one who started it. Our client repeats a call whose answer was
 * lost under the same request id, and the server answers that as the first. A closed id never runs again so: what an order became
 * is in PostgreSQL, and only the reconciler may start it anew.
 */
export function orderStartOptions(order: NewOrder, cause: Cause, { taskQueue, settings }: Omit<StartContext, 'client'>) {
  const { customerId, currency } = order.request;
  const input: messages.ProcessOrderInput = { ...order, cause, settings };
  return {
    args: [input],
    taskQueue,
    workflowId: orderWorkflowIdOf(order.id),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    typedSearchAttributes: [
      { key: messages.CUSTOMER_ID, value: customerId },
      { key: messages.ORDER_STATUS, value: 'PENDING' },
    ],
    staticSummary: `${moneyText(priced(order.request).totalCents, currency)} for customer ${customerId}`
      .slice(0, SUMMARY_LENGTH)
      .toWellFormed(),
    staticDetails: linesOf(order),
  } as const satisfies WorkflowStartOptions<typeof processOrder>;
}

/** The server takes 400 bytes, and a character may need three. */
const SUMMARY_LENGTH = 130;
const SHOWN_LINES = 20;

/** What was ordered, in Markdown for the Temporal UI. */
function linesOf({ request: { items, currency } }: NewOrder): string {
  const shown = items
    .slice(0, SHOWN_LINES)
    .map(({ sku, quantity, priceCents }) => `- ${quantity} × \`${sku}\` at ${moneyText(priceCents, currency)}`);
  const left = items.length - shown.length;
  return [...shown, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n');
}
