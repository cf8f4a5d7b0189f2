import { cancelOrder } from '../../workflows/messages.ts';
import { COMPLETED, REFUNDED, undone, type End } from './end.ts';
import { lockPayment } from './locked-payment.ts';
import { mustEqual } from './must.ts';
import type { PlacedOrder } from './placed-order.ts';
import type { Scenario } from './scenario.ts';

const CANCELED = undone('CANCELED', 'cancel_requested');
const LISTED_AND_OVER: End = { ...CANCELED, events: ['orders.needs_attention', 'orders.attention_resolved'] };

/** Who cancels. HTTP alone is answered, with 409 when it is too late. */
const WAYS: Readonly<Record<string, (order: PlacedOrder, isTooLate: boolean) => Promise<unknown>>> = {
  'over HTTP': (order, isTooLate) => (isTooLate ? order.cancel(409) : order.cancel(200, 202)),
  'by signal': (order) => order.workflow.signal(cancelOrder, { reason: 'demo' }),
  'by a signal of junk': (order) => order.workflow.signal(cancelOrder, [{ junk: [1, null] }]),
  'in Temporal': (order) => order.workflow.cancel(),
};

interface Moment {
  /** Ends the scenario's name, and its description. */
  readonly when: string;
  readonly comes: string;
  readonly token?: string;
  readonly until?: (order: PlacedOrder) => Promise<unknown>;
  readonly isTooLate?: true;
}
const MOMENTS: readonly Moment[] = [
  { when: 'at once', comes: 'right after the order; everything is undone' },
  {
    when: 'before the payment',
    comes: 'while the customer is asked to confirm the payment; everything is undone',
    token: 'tok_requires_action',
    until: (order) => order.asksTheCustomer(),
  },
  {
    when: 'when booked',
    comes: 'once the parcel is booked; the carrier is asked, lets it go, and everything is undone',
    until: (order) => order.reaches('FULFILLING'),
  },
  {
    when: 'too late',
    comes: 'once the parcel has left; it is delivered as if nobody had asked',
    until: (order) => order.reaches('SHIPPED', 'DELIVERED'),
    isTooLate: true,
  },
];

/** A cancel in each way at each moment. */
const matrix = MOMENTS.flatMap(({ when, comes, token, until, isTooLate = false }) =>
  Object.entries(WAYS).map(([way, cancel]): Scenario => ({
    name: `cancelled ${way} ${when}`,
    description: `It is cancelled ${way} ${comes}.`,
    ...(token !== undefined && { token }),
    async meanwhile(order) {
      await until?.(order);
      await cancel(order, isTooLate);
      const { shipments } = await order.atItsEnd();
      const types = (await order.events())
        .map(({ type }) => type)
        .filter((type) => type === 'orders.canceling' || type === 'orders.canceled');
      mustEqual('the steps of the cancel', types, isTooLate ? [] : ['orders.canceling', 'orders.canceled']);
      const status = isTooLate ? 'delivered' : 'cancelled';
      mustEqual(
        'the shipments',
        shipments.filter((shipment) => shipment.status !== status),
        [],
      );
    },
    ends: isTooLate ? COMPLETED : CANCELED,
  })),
);

/** Cancels, and what comes of them. */
export const cancels: readonly Scenario[] = [
  ...matrix,
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
