import { COMPLETED, undone } from '../end.ts';
import type { Kind } from '../kind.ts';

/** Orders that nothing unusual happens to. */
export const ordinary: readonly Kind[] = [
  { name: 'one line', story: 'One item, paid by card, delivered.', ends: COMPLETED },
  {
    name: 'costs nothing',
    story: 'Its total is 0, so it skips the payment.',
    lines: [{ product: 'A', quantity: 2, priceCents: 0 }],
    ends: COMPLETED,
  },
  {
    name: 'sent five times at once',
    story: 'The same request arrives five times at the same instant, under one Idempotency-Key; it makes one order.',
    timesSent: 5,
    ends: COMPLETED,
  },
  {
    name: 'out of stock',
    story: 'Of two lines one is short by one piece; nothing is held of the other.',
    inStock: 2,
    lines: [
      { product: 'A', quantity: 2, priceCents: 500 },
      { product: 'B', quantity: 3, priceCents: 100 },
    ],
    ends: undone('REJECTED', 'out_of_stock'),
  },
];
