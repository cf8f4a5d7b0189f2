import { CancellationScope, condition } from '@temporalio/workflow';
import type { StockAnswer, WaitsForStock } from '../activities/backorder.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderState } from './order-state.ts';
import { claimStock, dropMissing } from './steps.ts';

/** How the stock of an order stands once none of it is waited for. */
export type SettledStock = Exclude<StockAnswer, WaitsForStock>;

/**
 * Waits until all of its stock is reserved, was dropped, or was given back. Whoever sets stock free tells the order of it. A request to
 * cancel interrupts the wait.
 */
export async function waitForStock(state: OrderState, first: StockAnswer): Promise<SettledStock> {
  const { orderId, cause } = state;
  let stock = first;
  let by = cause;
  for (let heard = 0; stock.outcome === 'waiting';) {
    state.recordStatus(stock.statusVersion);
    if (stock.until !== undefined) by = (await untilNews(state, stock, heard)) ?? by;
    heard = state.stockNews;
    stock = stock.until === undefined ? await drop(state, by) : await claimStock({ orderId, cause });
  }
  if (stock.statusVersion) state.recordStatus(stock.statusVersion);
  return stock;
}

/** Until something may have changed: units came, were cancelled, or a person decided, who is answered. */
async function untilNews(state: OrderState, { missing, until = '' }: WaitsForStock, heard: number): Promise<Cause | undefined> {
  const isNews = () => state.stockNews > heard;
  const leftMs = Date.parse(until) - Date.now();
  if (leftMs <= 0) return ask(state, missing, isNews);
  state.waiting(`Waits for stock: ${missing}. A person is asked at ${until}.`);
  await condition(isNews, leftMs, { summary: 'A person is asked what becomes of it' });
  return undefined;
}

/** What people are told outlives a cancel of the order: it is taken back, not dropped. */
async function ask(state: OrderState, missing: string, isNews: () => boolean): Promise<Cause | undefined> {
  const text = `The stock that it waits for has not come: ${missing}. Wait on, drop what is missing, or cancel the order.`;
  const isOver = () => {
    if (state.openCancel) return 'The order is being cancelled.';
    return isNews() ? 'Its stock or its lines have changed.' : undefined;
  };
  const question = { code: 'BACKORDER_OVERDUE', text, cause: { ...state.cause, actor: 'clock' }, isOver } as const;
  const decision = await CancellationScope.nonCancellable(() => state.attention.ask(question));
  const by = decision?.cause;
  if (decision?.choice === 'cancel') state.requestCancel({ reason: decision.note ?? text, cause: by ?? state.cause });
  return by;
}

/** Of an order of which nothing was there nothing is left: that is a cancel, which interrupts whoever waits for it here. */
async function drop(state: OrderState, by: Cause): Promise<StockAnswer> {
  const { orderId, cause } = state;
  const dropped = await dropMissing({ orderId, cause: by });
  if (dropped.outcome !== 'nothing_there') return dropped;
  state.requestCancel({ reason: 'Nothing of it was in stock when what was missing was dropped.', cause: by });
  return claimStock({ orderId, cause });
}
