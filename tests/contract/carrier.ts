import { randomUUID } from 'node:crypto';
import type { Carrier } from '../../domain/ports/carrier.ts';

/** The same carrier in four moments of a parcel's way. */
export interface Carriers {
  /** Picks nothing up while the tests run. */
  readonly slow: Carrier;
  /** Has picked up what it has booked, and brings nothing while the tests run. */
  readonly prompt: Carrier;
  /** Should have delivered what it has booked; what comes of it later, comes after the tests. */
  readonly late: Carrier;
  /** Is at the end of every course. */
  readonly done: Carrier;
}

/** What every carrier must do. */
export function describeCarrier(name: string, carriers: () => Carriers): void {
  const call = (postalCode?: string) => ({
    reference: `ship_${randomUUID()}_1`,
    orderId: randomUUID(),
    ...(postalCode !== undefined && { shipTo: addressIn(postalCode) }),
  });
  const bookedWith = async (carrier: Carrier, postalCode?: string) => {
    const shipment = call(postalCode);
    await carrier.book(shipment);
    return { status: (await carrier.find(shipment.reference))?.status, cancel: () => carrier.cancel(shipment.reference) };
  };

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
      const { status, cancel } = await bookedWith(carriers().prompt);
      expect([status, await cancel()]).toEqual(['picked_up', false]);
    });

    it('bars a booking that comes after its cancel', async () => {
      const shipment = call();
      expect(await carriers().slow.cancel(shipment.reference)).toBe(true);
      await expect(carriers().slow.book(shipment)).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });

    it('refuses for good what it will never take', async () => {
      const shipTo = { ...addressIn('D'), country: 'AQ' };
      await expect(carriers().slow.book({ ...call(), shipTo })).rejects.toMatchObject({ code: 'CARRIER_REFUSED' });
    });
  });

  describe(`a parcel with the carrier ${name}`, () => {
    it.each([
      ['', 'delivered', 'delivered'],
      ['12045', 'delivered', 'delivered'],
      ['SIM-NOWHERE', 'delivered', 'delivered'],
      ['SIM-SILENT', 'delivered', 'delivered'],
      ['SIM-KEEPS', 'delivered', 'delivered'],
      ['SIM-LOST', 'lost', 'lost'],
      ['SIM-FOUND', 'lost', 'delivered'],
      ['SIM-REFUSED', 'returning', 'returned'],
      ['SIM-STUCK', 'picked_up', 'picked_up'],
    ])('to %j is picked up, then %s, and in the end %s', async (postalCode, late, done) => {
      const moments = [carriers().slow, carriers().prompt, carriers().late, carriers().done];
      const found = await Promise.all(moments.map((carrier) => bookedWith(carrier, postalCode)));
      expect(found.map(({ status }) => status)).toEqual(['booked', 'picked_up', late, done]);
    });

    it.each(['late', 'done'] as const)('to SIM-REFUSED is not cancelled any more when it is %s', async (moment) => {
      expect(await (await bookedWith(carriers()[moment], 'SIM-REFUSED')).cancel()).toBe(false);
    });

    it('to SIM-KEEPS is never cancelled, though it is still here', async () => {
      const { status, cancel } = await bookedWith(carriers().slow, 'SIM-KEEPS');
      expect([status, await cancel()]).toEqual(['booked', false]);
    });
  });
}

function addressIn(postalCode: string) {
  return { name: 'A', line1: 'B', city: 'C', postalCode, country: 'US' };
}
