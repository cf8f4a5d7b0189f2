import { randomUUID } from 'node:crypto';
import type { Carrier } from '../../domain/ports.ts';

/** What every carrier must do. `slow` picks nothing up while the tests run; `prompt` has picked up what it has booked. */
export function describeCarrier(name: string, carriers: () => { slow: Carrier; prompt: Carrier }): void {
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
      const shipment = call();
      await carriers().slow.book(shipment);
      expect(await Promise.all([carriers().slow.cancel(shipment.reference), carriers().slow.cancel(shipment.reference)])).toEqual([
        true,
        true,
      ]);
      expect(await carriers().slow.find(shipment.reference)).toMatchObject({ status: 'cancelled' });
    });

    it('keeps a parcel that it has picked up', async () => {
      const shipment = call();
      await carriers().prompt.book(shipment);
      expect(await carriers().prompt.cancel(shipment.reference)).toBe(false);
      expect(['picked_up', 'delivered']).toContain((await carriers().prompt.find(shipment.reference))?.status);
    });

    it('bars a booking that comes after its cancel', async () => {
      const shipment = call();
      expect(await carriers().slow.cancel(shipment.reference)).toBe(true);
      await expect(carriers().slow.book(shipment)).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });

    it('refuses for good what it will never take', async () => {
      const shipTo = { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'AQ' };
      await expect(carriers().slow.book({ ...call(), shipTo })).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });
  });
}
