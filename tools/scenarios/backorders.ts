import { COMPLETED, undone } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

const LINES: Scenario['lines'] = [
  { product: 'A', quantity: 3, priceCents: 1999 },
  { product: 'B', quantity: 2, priceCents: 500 },
];

/** Orders for goods that are not all in stock. */
export const backorders: readonly Scenario[] = [
  {
    name: 'waits for its stock',
    description: 'More is ordered than there is; it waits unpaid, and goes on when the rest is counted.',
    lines: LINES,
    inStock: 2,
    allowsBackorder: true,
    meanwhile: async (order) => {
      const { payment, items } = await order.waitsForStock();
      mustEqual('what is authorised while it waits', payment.authorisedCents, 0);
      mustEqual('what is missing', items.map(({ waiting }) => waiting).join(), '1,0');
      await order.putInStock('A', 3);
    },
    ends: { ...COMPLETED, restocked: { A: 1 }, events: ['orders.changed'] },
  },
  {
    name: 'goes on without what is missing',
    description: 'The unit that is missing is cancelled while it waits; the rest is paid for and delivered.',
    lines: LINES,
    inStock: 2,
    allowsBackorder: true,
    meanwhile: async (order) => {
      await order.waitsForStock();
      await order.cancelLines(200, { lineId: 'line_1', quantity: 1 });
    },
    ends: COMPLETED,
  },
  {
    name: 'cancelled while it waits for stock',
    description: 'It gives back what it has, and nobody was asked for money.',
    lines: LINES,
    inStock: 2,
    allowsBackorder: true,
    meanwhile: async (order) => {
      await order.waitsForStock();
      await order.cancel(200, 202);
    },
    ends: undone('CANCELED', 'cancel_requested'),
  },
];
