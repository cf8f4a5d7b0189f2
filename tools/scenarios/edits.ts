import { COMPLETED } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

/** Orders that are changed before they are handed over. */
export const edits: readonly Scenario[] = [
  {
    name: 'changed while it is held',
    description:
      'Three units more of one line, and none of the other; the new total is authorised, and the authorisation of before given back.',
    lines: [
      { product: 'A', quantity: 2, priceCents: 1000 },
      { product: 'B', quantity: 1, priceCents: 501 },
    ],
    holds: [{ reason: 'customer' }],
    meanwhile: async (order) => {
      const { version } = await order.reaches('CONFIRMED');
      const more = {
        items: [
          { lineId: 'line_1', quantity: 5 },
          { lineId: 'line_2', quantity: 0 },
        ],
      };
      const { body } = await order.edit(200, more, version);
      mustEqual('what is authorised', [body.payment.authorisedCents, body.payment.attempts], [5000, 2]);
      await order.edit(412, more, version);
      for (const { holdId } of body.holds ?? []) await order.release(holdId, 200);
    },
    ends: { ...COMPLETED, events: ['orders.changed'] },
  },
];
