import { COMPLETED, undone } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

/** Orders that somebody keeps from being handed over. */
export const holds: readonly Scenario[] = [
  {
    name: 'held until it is released',
    description: 'It comes with a hold and gets another; it stays CONFIRMED until both are released.',
    holds: [{ reason: 'fraud' }],
    meanwhile: async (order) => {
      await order.reaches('CONFIRMED');
      const { body } = await order.hold(201, { reason: 'address', note: 'demo' });
      for (const { holdId } of body.holds ?? []) {
        mustEqual('its status while it is held', (await order.now()).status, 'CONFIRMED');
        await order.release(holdId, 200);
      }
      await order.reaches('FULFILLING', 'SHIPPED');
      await order.hold(409, { reason: 'other' });
    },
    ends: { ...COMPLETED, events: ['orders.changed'] },
  },
  {
    name: 'cancelled while it is held',
    description: 'A cancel wins over any hold; everything is undone.',
    holds: [{ reason: 'payment' }],
    meanwhile: async (order) => {
      await order.reaches('CONFIRMED');
      await order.cancel(200, 202);
    },
    ends: undone('CANCELED', 'cancel_requested'),
  },
];
