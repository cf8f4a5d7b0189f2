import { cancelOrder } from '../../workflows/messages.ts';
import { COMPLETED, REFUNDED, undone, type End } from './end.ts';
import type { Scenario } from './scenario.ts';
import { lockPayment } from './locked-payment.ts';

const CANCELED = undone('CANCELED', 'cancel_requested');
const LISTED_AND_OVER: End = { ...CANCELED, events: ['orders.needs_attention', 'orders.attention_resolved'] };

/** Who cancels, when, and what comes of it. */
export const cancels: readonly Scenario[] = [
  {
    name: 'cancelled by signal',
    description: 'A person sends the signal cancelOrder right after the order.',
    meanwhile: (order) => order.workflow.signal(cancelOrder, { reason: 'demo' }),
    ends: CANCELED,
  },
  {
    name: 'cancelled in Temporal',
    description: 'A person presses Cancel in the Temporal UI right after the order; everything is undone all the same.',
    meanwhile: (order) => order.workflow.cancel(),
    ends: CANCELED,
  },
  {
    name: 'cancelled before the payment',
    description: 'It is cancelled over HTTP while the customer is asked to confirm the payment.',
    token: 'tok_requires_action',
    meanwhile: async (order) => {
      await order.asksTheCustomer();
      await order.cancel(200, 202);
    },
    ends: CANCELED,
  },
  {
    name: 'cancelled before the pick-up',
    description: 'It is cancelled over HTTP once the parcel is booked; the carrier is asked and lets it go.',
    meanwhile: async (order) => {
      await order.reaches('FULFILLING');
      await order.cancel(200, 202);
    },
    ends: CANCELED,
  },
  {
    name: 'cancelled too late, refunded',
    description: 'The parcel has left when the cancel comes: 409. After the delivery the customer gets everything back.',
    meanwhile: async (order) => {
      await order.reaches('SHIPPED', 'DELIVERED', 'COMPLETED');
      await order.cancel(409);
      await order.reaches('COMPLETED');
      await order.refund(201, {});
    },
    ends: REFUNDED,
  },
  {
    name: 'carrier keeps the parcel',
    description: 'The carrier is asked to let the booked parcel go and refuses: 409, and the order is delivered as if nobody had asked.',
    postalCode: 'SIM-KEEPS',
    meanwhile: async (order) => {
      await order.reaches('FULFILLING');
      await order.cancel(409);
    },
    ends: { ...COMPLETED, events: ['orders.cancel_refused'] },
  },
  {
    name: 'undo fails, listed, and works',
    description:
      'The provider cannot give the hold on the money back; the order is listed for a person until it can, and then goes on by itself.',
    token: 'tok_requires_action',
    needs: 'own_ledger',
    isSlow: true,
    meanwhile: async (order) => {
      await order.asksTheCustomer();
      const unlock = await lockPayment(order);
      try {
        await order.cancel(202);
        await order.isListed('UNDO_FAILING');
      } finally {
        await unlock();
      }
    },
    ends: LISTED_AND_OVER,
  },
  {
    name: 'void fails three times',
    description:
      'It is cancelled once it is booked, and the provider answers 503 to the first three calls that give the hold on the money back.',
    token: 'tok_void_fails_3_times',
    meanwhile: async (order) => {
      await order.reaches('FULFILLING');
      await order.cancel(200, 202);
    },
    ends: CANCELED,
  },
];
