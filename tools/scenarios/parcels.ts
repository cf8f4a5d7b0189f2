import { trackingUpdated } from '../../workflows/messages.ts';
import { forgeNotification, repeatNotification } from './carrier-webhooks.ts';
import { COMPLETED, REFUNDED, undone } from './end.ts';
import type { Scenario } from './scenario.ts';
import type { PlacedOrder } from './placed-order.ts';
import { mustEqual } from './must.ts';

/** What a carrier does to orders. */
export const parcels: readonly Scenario[] = [
  {
    name: 'carrier refuses the address',
    description: 'The carrier does not deliver to Antarctica.',
    country: 'AQ',
    ends: undone('CANCELED', 'carrier_refused'),
  },
  {
    name: 'parcel lost, refunded',
    description: 'The carrier loses the parcel; the order is listed, and a person chooses to refund.',
    postalCode: 'SIM-LOST',
    meanwhile: async (order) => {
      await order.isListed('PARCEL_LOST');
      await order.resolve('refund', 200, 202);
    },
    ends: { ...REFUNDED, events: ['orders.needs_attention', 'orders.attention_resolved', 'orders.refunded'] },
  },
  {
    name: 'parcel lost and found',
    description: 'The carrier loses the parcel, the order is listed, and the parcel turns up before anybody decides.',
    postalCode: 'SIM-FOUND',
    ends: { ...COMPLETED, events: ['orders.needs_attention', 'orders.attention_resolved'] },
  },
  {
    name: 'delivery refused',
    description: 'The customer refuses the parcel; it comes back, and so does the money.',
    postalCode: 'SIM-REFUSED',
    ends: { ...REFUNDED, status: 'RETURNED' },
  },
  {
    name: 'carrier silent',
    description: 'No webhook ever comes; the carrier is asked instead, and the order completes.',
    postalCode: 'SIM-SILENT',
    needs: 'quick_clocks',
    meanwhile: async (order) => {
      await order.atItsEnd();
      const { events } = await order.workflow.fetchHistory();
      const signals = events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName);
      mustEqual(
        'the webhooks of the carrier',
        signals?.filter((name) => name === trackingUpdated.name),
        [],
      );
    },
    ends: COMPLETED,
  },
  {
    name: 'carrier stuck',
    description: 'The parcel stays where it is, whatever the carrier is asked; the order is listed, and a person marks it delivered.',
    postalCode: 'SIM-STUCK',
    needs: 'quick_clocks',
    isSlow: true,
    meanwhile: async (order) => {
      await order.isListed('CARRIER_SILENT');
      await order.resolve('mark_delivered', 200, 202);
    },
    ends: { ...COMPLETED, events: ['orders.needs_attention', 'orders.attention_resolved'] },
  },
  {
    name: 'webhooks forged and doubled',
    description:
      'Somebody forges the webhook that the parcel came back: 401. What the carrier has said comes again, twice: nothing happens twice.',
    needs: 'carrier_secret',
    meanwhile: forgeAndDouble,
    ends: COMPLETED,
  },
];

async function forgeAndDouble(order: PlacedOrder): Promise<void> {
  await order.reaches('FULFILLING');
  await forgeNotification(order, 'returned');
  await order.reaches('SHIPPED', 'DELIVERED', 'COMPLETED');
  await repeatNotification(order, 'picked_up');
  const { version } = await order.reaches('COMPLETED');
  await repeatNotification(order, 'delivered');
  mustEqual('the version after a webhook that came again', (await order.now()).version, version);
}
