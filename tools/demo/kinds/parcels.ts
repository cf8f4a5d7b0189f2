import { trackingUpdated } from '../../../workflows/messages.ts';
import { forgeNews, repeatNews } from '../carrier-webhooks.ts';
import { COMPLETED, REFUNDED, undone } from '../end.ts';
import { timesTold } from '../history.ts';
import type { Kind } from '../kind.ts';
import type { Life } from '../life.ts';
import { mustHold } from '../shop.ts';

/** What a carrier does to orders. */
export const parcels: readonly Kind[] = [
  {
    name: 'carrier refuses the address',
    story: 'The carrier does not deliver to Antarctica.',
    country: 'AQ',
    ends: undone('CANCELED', 'carrier_refused'),
  },
  {
    name: 'parcel lost, refunded',
    story: 'The carrier loses the parcel; the order is listed, and a person chooses to refund.',
    postalCode: 'SIM-LOST',
    meanwhile: async (life) => {
      await life.isListed('PARCEL_LOST');
      await life.resolve('refund');
    },
    ends: { ...REFUNDED, events: ['orders.needs_attention', 'orders.attention_resolved', 'orders.refunded'] },
  },
  {
    name: 'parcel lost and found',
    story: 'The carrier loses the parcel, the order is listed, and the parcel turns up before anybody decides.',
    postalCode: 'SIM-FOUND',
    ends: { ...COMPLETED, events: ['orders.needs_attention', 'orders.attention_resolved'] },
  },
  {
    name: 'delivery refused',
    story: 'The customer refuses the parcel; it comes back, and so does the money.',
    postalCode: 'SIM-REFUSED',
    ends: { ...REFUNDED, status: 'RETURNED' },
  },
  {
    name: 'carrier silent',
    story: 'No webhook ever comes; the carrier is asked instead, and the order completes.',
    postalCode: 'SIM-SILENT',
    needs: 'quick_clocks',
    meanwhile: async (life) => {
      await life.atItsEnd();
      const told = await timesTold(life, trackingUpdated.name);
      mustHold(told === 0, `the carrier said something by webhook, ${told} times`);
    },
    ends: COMPLETED,
  },
  {
    name: 'carrier stuck',
    story: 'The parcel stays where it is, whatever the carrier is asked; the order is listed, and a person marks it delivered.',
    postalCode: 'SIM-STUCK',
    needs: 'quick_clocks',
    isSlow: true,
    meanwhile: async (life) => {
      await life.isListed('CARRIER_SILENT');
      await life.resolve('mark_delivered');
    },
    ends: { ...COMPLETED, events: ['orders.needs_attention', 'orders.attention_resolved'] },
  },
  {
    name: 'webhooks forged and doubled',
    story: 'Somebody forges the news that the parcel came back: 401. What the carrier has said comes again, twice: nothing happens twice.',
    needs: 'carrier_secret',
    meanwhile: forgeAndDouble,
    ends: COMPLETED,
  },
];

async function forgeAndDouble(life: Life): Promise<void> {
  await life.reaches('FULFILLING');
  await forgeNews(life, 'returned');
  await life.reaches('SHIPPED', 'DELIVERED', 'COMPLETED');
  await repeatNews(life, 'picked_up');
  const { version } = await life.reaches('COMPLETED');
  await repeatNews(life, 'delivered');
  const after = await life.world.shop.order(life.id);
  mustHold(after.version === version, `news that came again after the end changed the order: version ${version} is now ${after.version}`);
}
