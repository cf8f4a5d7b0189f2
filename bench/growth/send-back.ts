import type { Activities } from '../../activities/index.ts';
import { returnRefundIdOf } from '../../domain/identifiers.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { ReceivedLine } from '../../domain/return-move.ts';

interface Delivered {
  readonly act: Activities;
  readonly step: { readonly orderId: string; readonly cause: Cause };
}

/** Every unit of an order of the maker. */
export const ALL_BACK: readonly ReceivedLine[] = [
  { lineId: 'line_1', restock: 1, scrap: 1 },
  { lineId: 'line_2', scrap: 1 },
  { lineId: 'line_3', restock: 1 },
];

/** Announces all units of these lines, and receives them so. */
export async function sendBack({ act, step }: Delivered, items: readonly ReceivedLine[], feeCents: number): Promise<void> {
  const returned = { ...step, returnId: `ret_${step.orderId}` };
  const announced = items.map(({ lineId, restock = 0, scrap = 0, missing = 0 }) => ({ lineId, quantity: restock + scrap + missing }));
  await act.openReturn({ ...returned, request: { items: announced, reason: 'too small' } });
  await act.decideReturn(returned);
  await act.moveReturn({ ...returned, move: { to: 'received', items, feeCents } });
  await act.restockReturn(returned);
  await act.openRefundOfReturn(returned);
  await act.sendRefund({ ...step, refundId: returnRefundIdOf(returned.returnId) });
  await act.closeReturn(returned);
}
