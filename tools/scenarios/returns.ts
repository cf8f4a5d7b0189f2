import type { LineQuantity } from '../../domain/order-quantities.ts';
import { COMPLETED, REFUNDED } from './end.ts';
import { mustEqual } from './must.ts';
import type { PlacedOrder } from './placed-order.ts';
import type { Scenario } from './scenario.ts';

/** Delivered goods that come back. */
export const returns: readonly Scenario[] = [
  {
    name: 'sent back in part',
    description:
      'Of three units one comes back whole, one broken and one not at all; a fee is kept, and the missing one is announced again.',
    lines: [
      { product: 'A', quantity: 3, priceCents: 1000 },
      { product: 'B', quantity: 1, priceCents: 501 },
    ],
    meanwhile: async (order) => {
      const returnId = await announced(order, { lineId: 'line_1', quantity: 3 });
      const items = [{ lineId: 'line_1', restock: 1, scrap: 1, missing: 1 }];
      await order.changeReturn(200, returnId, 'receive', { items, feeCents: 250 });
      await order.changeReturn(409, returnId, 'receive', { items });
      await order.requestReturn(409, { lineId: 'line_1', quantity: 2 });
      const again = await announced(order, { lineId: 'line_1', quantity: 1 });
      await order.changeReturn(200, again, 'cancel');
    },
    ends: { ...COMPLETED, refunded: 1750, restocked: { A: 1 }, events: ['orders.refunded'] },
  },
  {
    name: 'sent back whole',
    description: 'Everything that was delivered comes back in two returns; with the second the order is RETURNED.',
    lines: [
      { product: 'A', quantity: 2, priceCents: 1250 },
      { product: 'B', quantity: 1, priceCents: 501 },
    ],
    meanwhile: async (order) => {
      const parts = [
        [{ lineId: 'line_1', quantity: 1 }],
        [
          { lineId: 'line_1', quantity: 1 },
          { lineId: 'line_2', quantity: 1 },
        ],
      ];
      for (const part of parts) {
        const returnId = await announced(order, ...part);
        const items = part.map(({ lineId, quantity }) => ({ lineId, restock: quantity }));
        await order.changeReturn(200, returnId, 'receive', { items });
      }
    },
    ends: { ...REFUNDED, status: 'RETURNED', goods: 'back' },
  },
];

async function announced(order: PlacedOrder, ...items: LineQuantity[]): Promise<string> {
  await order.reaches('COMPLETED');
  const { body } = await order.requestReturn(201, ...items);
  const { returnId = '', status } = body.returns?.at(-1) ?? {};
  mustEqual('where the return stands', status, 'approved');
  return returnId;
}
