import { COMPLETED, undone } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

/** Orders that nothing unusual happens to. */
export const ordinary: readonly Scenario[] = [
  { name: 'one line', description: 'One item, paid by card, delivered.', ends: COMPLETED },
  {
    name: 'costs nothing',
    description: 'Its total is 0, so it skips the payment.',
    lines: [{ product: 'A', quantity: 2, priceCents: 0 }],
    meanwhile: async (order) => mustEqual('the payment', (await order.atItsEnd()).payment.status, 'not_required'),
    ends: COMPLETED,
  },
  {
    name: 'sent five times at once',
    description: 'The same request arrives five times at the same instant, under one Idempotency-Key; it makes one order.',
    timesSent: 5,
    ends: COMPLETED,
  },
  {
    name: 'out of stock',
    description: 'Of two lines one is short by one piece; nothing is held of the other.',
    inStock: 2,
    lines: [
      { product: 'A', quantity: 2, priceCents: 500 },
      { product: 'B', quantity: 3, priceCents: 100 },
    ],
    ends: undone('REJECTED', 'out_of_stock'),
  },
];
