import { COMPLETED } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

/** Orders of which units are cancelled. */
export const lineCancels: readonly Scenario[] = [
  {
    name: 'a unit cancelled while it is held',
    description: 'One of three units is cancelled before the hand-over; it is back in stock at once, and is never captured.',
    lines: [
      { product: 'A', quantity: 3, priceCents: 1000 },
      { product: 'B', quantity: 1, priceCents: 501 },
    ],
    holds: [{ reason: 'customer' }],
    meanwhile: async (order) => {
      await order.reaches('CONFIRMED');
      await order.cancelLines(200, { lineId: 'line_1', quantity: 1 });
      const { items, holds = [] } = await order.now();
      mustEqual(
        'the units that are reserved',
        items.map((line) => line.quantity - (line.cancelledBeforeCapture ?? 0)),
        [2, 1],
      );
      for (const { holdId } of holds) await order.release(holdId, 200);
    },
    ends: { ...COMPLETED, events: ['orders.changed'] },
  },
  {
    name: 'a unit cancelled once booked',
    description: 'The carrier lets the parcel go, and what is not cancelled of it is booked anew.',
    lines: [{ product: 'A', quantity: 3, priceCents: 1000 }],
    meanwhile: async (order) => {
      await order.reaches('FULFILLING');
      await order.cancelLines(200, { lineId: 'line_1', quantity: 1 });
      const { shipments } = await order.atItsEnd();
      mustEqual(
        'the parcels',
        shipments.map(({ status, lines }) => [status, ...lines.map(({ quantity }) => quantity)]),
        [
          ['cancelled', 3],
          ['delivered', 2],
        ],
      );
    },
    ends: { ...COMPLETED, events: ['orders.changed'] },
  },
];
