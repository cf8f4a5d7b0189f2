import { randomUUID } from 'node:crypto';
import type { Address } from '../../domain/order.ts';
import type { Carrier } from '../../domain/ports/carrier.ts';

/** The same carrier, as it treats what is booked while the tests run. */
export interface Carriers {
  /** Picks nothing up. */
  readonly slow: Carrier;
  /** Has picked up what it has booked, and brings nothing. */
  readonly prompt: Carrier;
  /** An address to which it never brings anything. */
  readonly unreachable: Address;
}

/** What every carrier must do. */
export function describeCarrier(name: string, carriers: () => Carriers): void {
  const call = () => ({ reference: `ship_${randomUUID()}_1`, orderId: randomUUID() });

  describe(`the carrier ${name}`, () => {
    it('books once under a reference, however often it is asked', async () => {
      const shipment = call();
      const bookings = await Promise.all(Array.from({ length: 10 }, () => carriers().slow.book(shipment)));
      expect(new Set(bookings.map((booking) => JSON.stringify(booking))).size).toBe(1);
      expect(await carriers().slow.find(shipment.reference)).toEqual({ ...bookings[0], status: 'booked' });
    });

    it('knows nothing of a reference that it never saw', async () => {
      expect(await carriers().slow.find('ship_unknown_1')).toBeUndefined();
    });

    it('lets a parcel go before the pick-up, any number of times', async () => {
      const { slow } = carriers();
      const shipment = call();
      await slow.book(shipment);
      expect(await Promise.all([slow.cancel(shipment.reference), slow.cancel(shipment.reference)])).toEqual([true, true]);
      expect(await slow.find(shipment.reference)).toMatchObject({ status: 'cancelled' });
    });

    it('keeps a parcel that it has picked up', async () => {
      const { prompt } = carriers();
      const shipment = call();
      await prompt.book(shipment);
      expect(await prompt.find(shipment.reference)).toMatchObject({ status: 'picked_up' });
      expect(await prompt.cancel(shipment.reference)).toBe(false);
    });

    it('bars a booking that comes after its cancel', async () => {
      const shipment = call();
      expect(await carriers().slow.cancel(shipment.reference)).toBe(true);
      await expect(carriers().slow.book(shipment)).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });

    it('refuses for good what it will never take', async () => {
      const { slow, unreachable: shipTo } = carriers();
      await expect(slow.book({ ...call(), shipTo })).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });
  });
}
