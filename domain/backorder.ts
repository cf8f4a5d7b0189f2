import type { OrderChange } from './order-change.ts';
import { quantitiesBySku, unitsKept, type LineQuantity } from './order-quantities.ts';
import type { Order, OrderLine } from './order.ts';

type Waiting = Pick<Order, 'items'>;

/** Some of its stock is not there yet. */
export function isWaitingForStock({ items }: Waiting): boolean {
  return items.some(({ waiting }) => waiting !== undefined);
}

/** The lines of an order with so many units waited for; with none, no line says anything of it. */
export function withWaiting(items: Order['items'], waitingOf: (line: OrderLine) => number): Order['items'] {
  const waiting = items.map(waitingOf);
  const isAny = waiting.some((units) => units > 0);
  return items.map(({ waiting: _, ...line }, index) => ({ ...line, ...(isAny && { waiting: waiting[index] ?? 0 }) }));
}

/** An order that comes to its end waits for nothing any more. */
export function stopsWaiting(order: Waiting): Pick<OrderChange, 'items' | 'backorderUntil'> {
  return isWaitingForStock(order) ? { items: withWaiting(order.items, () => 0), backorderUntil: null } : {};
}

/**
 * What the stock says an order waits for, as a change of it; none where it says so already. An answer that comes late never makes it
 * wait for more than it did. `until`: when a person is asked, of an order that begins to wait.
 */
export function stockChange(order: Order, waiting: readonly LineQuantity[], until: string): OrderChange | undefined {
  if (order.status !== 'CREATED') return undefined;
  const isNew = !isWaitingForStock(order);
  const items = withWaiting(order.items, (line) => Math.min(unitsIn(waiting, line), line.waiting ?? line.quantity, unitsKept(line)));
  const after = { items };
  if (missingOf(order) === missingOf(after)) return undefined;
  if (!isWaitingForStock(after)) return { event: 'orders.changed', items, backorderUntil: null, why: 'All of its stock is reserved.' };
  if (isNew) return { event: 'orders.changed', items, backorderUntil: until, why: `Waits for stock: ${missingOf(after)}.` };
  return { event: 'orders.changed', items, why: `Some of its stock is reserved; waits for ${missingOf(after)}.` };
}

/** It was decided that what is missing is dropped. */
export function isToBeDropped(order: Order): boolean {
  return isWaitingForStock(order) && order.backorderUntil === undefined;
}

/** Whether the stock has less than the order keeps: `left` is what it has for each line. */
export function lacksUnits({ items }: Waiting, left: readonly LineQuantity[]): boolean {
  return items.some((line) => lacking(line, left) > 0);
}

/** The order without the units that are missing: `left` is what the stock has for each line. */
export function dropChange(order: Order, left: readonly LineQuantity[]): OrderChange | undefined {
  if (order.status !== 'CREATED' || !isWaitingForStock(order)) return undefined;
  const items = order.items.map((line): OrderLine => {
    const missing = lacking(line, left);
    return missing > 0 ? { ...line, cancelledBeforeCapture: (line.cancelledBeforeCapture ?? 0) + missing } : line;
  });
  return {
    event: 'orders.changed',
    items: withWaiting(items, () => 0),
    backorderUntil: null,
    why: `What was missing is dropped: ${missingOf(order)}.`,
  };
}

function lacking(line: OrderLine, left: readonly LineQuantity[]): number {
  return unitsKept(line) - (left.find(({ lineId }) => lineId === line.lineId)?.quantity ?? unitsKept(line));
}

/** So many SKUs are named: it stands in texts for people. */
const MOST_NAMED = 5;

/** What an order waits for, for people: `3 × B`; empty where that is nothing. */
export function missingOf({ items }: Waiting): string {
  const missing = items.flatMap(({ sku, waiting = 0 }) => (waiting > 0 ? [{ sku, quantity: waiting }] : []));
  const named = [...quantitiesBySku(missing)].map(([sku, units]) => `${units} × ${sku}`);
  return named.length > MOST_NAMED ? `${named.slice(0, MOST_NAMED).join(', ')} and ${named.length - MOST_NAMED} more` : named.join(', ');
}

function unitsIn(lines: readonly LineQuantity[], { lineId }: OrderLine): number {
  return lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
}
