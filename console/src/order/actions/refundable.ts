import type { Order } from '../../data/order-types.ts';

/** What was captured, and is neither given back nor on its way. */
export function refundableCents({ payment, refunds }: Order): number {
  const pending = refunds.filter(({ status }) => status === 'pending').reduce((sum, { amountCents }) => sum + amountCents, 0);
  return payment.capturedCents - payment.refundedCents - pending;
}

/** How many units of a line were not given back by their number. */
export function refundableUnits({ items, refunds }: Order, lineId: string): number {
  const ordered = items.find((line) => line.lineId === lineId)?.quantity ?? 0;
  const parts = refunds.filter(({ status }) => status !== 'failed').flatMap(({ lines }) => lines);
  return parts.filter((part) => part.lineId === lineId).reduce((left, { quantity = 0 }) => left - quantity, ordered);
}
