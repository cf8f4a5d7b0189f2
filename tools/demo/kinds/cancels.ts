import { cancelOrder } from '../../../workflows/messages.ts';
import { COMPLETED, REFUNDED, undone, type End } from '../end.ts';
import { triedAtLeast } from '../history.ts';
import type { Kind } from '../kind.ts';
import { lockPayment } from '../locked-payment.ts';

const CANCELED = undone('CANCELED', 'cancel_requested');
const LISTED_AND_OVER: End = { ...CANCELED, events: ['orders.needs_attention', 'orders.attention_resolved'] };

/** Who cancels, when, and what comes of it. */
export const cancels: readonly Kind[] = [
  {
    name: 'cancelled by signal',
    story: 'A person sends the signal cancelOrder right after the order.',
    meanwhile: (life) => life.workflow.signal(cancelOrder, { reason: 'demo' }),
    ends: CANCELED,
  },
  {
    name: 'cancelled in Temporal',
    story: 'A person presses Cancel in the Temporal UI right after the order; everything is undone all the same.',
    meanwhile: (life) => life.workflow.cancel(),
    ends: CANCELED,
  },
  {
    name: 'cancelled before the payment',
    story: 'It is cancelled over HTTP while the customer is asked to confirm the payment.',
    token: 'tok_requires_action',
    meanwhile: async (life) => {
      await life.until('sends the customer to the provider', ({ payment }) => payment.nextAction !== undefined);
      await life.cancel(200, 202);
    },
    ends: CANCELED,
  },
  {
    name: 'cancelled before the pick-up',
    story: 'It is cancelled over HTTP once the parcel is booked; the carrier is asked and lets it go.',
    meanwhile: async (life) => {
      await life.reaches('FULFILLING');
      await life.cancel(200, 202);
    },
    ends: CANCELED,
  },
  {
    name: 'cancelled too late, refunded',
    story: 'The parcel has left when the cancel comes: 409. After the delivery the customer gets everything back.',
    meanwhile: async (life) => {
      await life.reaches('SHIPPED', 'DELIVERED', 'COMPLETED');
      await life.cancel(409);
      await life.reaches('COMPLETED');
      await life.refund(201, {});
    },
    ends: REFUNDED,
  },
  {
    name: 'carrier keeps the parcel',
    story: 'The carrier is asked to let the booked parcel go and refuses: 409, and the order is delivered as if nobody had asked.',
    postalCode: 'SIM-KEEPS',
    meanwhile: async (life) => {
      await life.reaches('FULFILLING');
      await life.cancel(409);
    },
    ends: { ...COMPLETED, events: ['orders.cancel_refused'] },
  },
  {
    name: 'undo fails, listed, and works',
    story:
      'The provider cannot give the hold on the money back; the order is listed for a person until it can, and then goes on by itself.',
    token: 'tok_requires_action',
    needs: 'own_books',
    isSlow: true,
    meanwhile: async (life) => {
      await life.until('sends the customer to the provider', ({ payment }) => payment.nextAction !== undefined);
      const unlock = await lockPayment(life);
      try {
        await life.cancel(202);
        await life.isListed('UNDO_FAILING');
      } finally {
        await unlock();
      }
    },
    ends: LISTED_AND_OVER,
  },
];

/** Taken where one of the thirty cannot be. */
export const spareVoidFails: Kind = {
  name: 'void fails three times',
  story: 'It is cancelled once it is booked, and the provider answers 503 to the first three calls that give the hold on the money back.',
  token: 'tok_void_fails_3_times',
  meanwhile: async (life) => {
    await life.reaches('FULFILLING');
    await life.cancel(200, 202);
    await triedAtLeast(life, 'voidPayment', 4);
  },
  ends: CANCELED,
};
