import type { Adjustment, EditRequest, Order } from '../../data/order-types.ts';
import { addressLine } from '../../words/address.ts';
import { money } from '../../words/money.ts';
import { named } from '../../words/names.ts';

/** One thing of an order, as it is and as it is to be. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What an edit would make of the order as it stands. */
export function changesOf(order: Order, edit: EditRequest): Change[] {
  const { currency, totalCents } = order;
  const total = totalAfter(order, edit);
  return [
    ...(edit.items ?? []).map((item) => lineChange(order, item)),
    ...(edit.adjustments ? adjustmentChanges(order, edit.adjustments) : []),
    ...(total === totalCents ? [] : [{ what: 'Total', before: money(totalCents, currency), after: money(total, currency) }]),
    ...(edit.shipTo ? [{ what: 'Ships to', before: order.shipTo ? addressLine(order.shipTo) : '–', after: addressLine(edit.shipTo) }] : []),
    ...(edit.payment ? [{ what: 'Paid with', before: 'What was given', after: 'What is typed here' }] : []),
  ];
}

/** Over lines and adjustments; those of a line that is taken out go with it. */
export function totalAfter({ items, adjustments }: Order, edit: EditRequest): number {
  const edited = edit.items ?? [];
  const lines = [
    ...items.map((line) => ({ ...line, ...edited.find(({ lineId }) => lineId === line.lineId) })),
    ...edited.filter(({ lineId }) => lineId === undefined),
  ];
  const isGone = (lineId: string | undefined) => lines.some((line) => line.lineId === lineId && line.quantity === 0);
  const kept = edit.adjustments ?? adjustments.filter(({ lineId }) => lineId === undefined || !isGone(lineId));
  const goods = lines.reduce((sum, { quantity, priceCents = 0 }) => sum + quantity * priceCents, 0);
  return kept.reduce((sum, { amountCents }) => sum + amountCents, goods);
}

function lineChange(
  { items, currency }: Order,
  { lineId, quantity, sku, priceCents = 0 }: NonNullable<EditRequest['items']>[number],
): Change {
  if (lineId === undefined) return { what: `New line: ${sku}`, before: '–', after: `${quantity} at ${money(priceCents, currency)}` };
  const line = items.find((each) => each.lineId === lineId);
  return {
    what: `Units of ${line?.sku ?? lineId}`,
    before: String(line?.quantity ?? '–'),
    after: quantity === 0 ? 'Taken out' : String(quantity),
  };
}

function adjustmentChanges({ adjustments: before, currency }: Order, after: readonly Adjustment[]): Change[] {
  const shown = (all: readonly Adjustment[]) =>
    all.map(({ type, description, amountCents }) => `${description ?? named(type)} ${money(amountCents, currency)}`).join(', ') || 'None';
  return [{ what: 'Beside the goods', before: shown(before), after: shown(after) }];
}
