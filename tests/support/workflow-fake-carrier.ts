import { DomainError } from '../../domain/errors.ts';
import type { Address } from '../../domain/order.ts';
import type { Booking, Carrier } from '../../domain/ports/carrier.ts';
import type { ShipmentStatus } from '../../domain/shipment.ts';
import type { Faults } from './workflow-faults.ts';

type Booked = Pick<Parameters<Carrier['book']>[0], 'reference' | 'shipTo'>;

/** What the carrier knows of one order's parcels. */
export class FakeCarrier implements Carrier {
  refusesToBook = false;
  /** Answers a cancel with no, although nothing was picked up yet: of all parcels, or of those named. */
  keepsParcel: boolean | readonly string[] = false;
  readonly parcels = new Map<string, ShipmentStatus>();
  /** Where the parcels go that were really booked. */
  readonly addresses: (Address | undefined)[] = [];
  /** How often a parcel was really booked. */
  bookings = 0;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Of the parcel that it heard of last. */
  get status(): ShipmentStatus | undefined {
    return [...this.parcels.values()].at(-1);
  }

  set status(status: ShipmentStatus) {
    const last = [...this.parcels.keys()].at(-1);
    if (last !== undefined) this.parcels.set(last, status);
  }

  book({ reference, shipTo }: Booked): Promise<Booking> {
    return this.#faults.run('carrier.book', () => {
      const known = this.parcels.get(reference);
      if (this.refusesToBook) throw new DomainError('CARRIER_REFUSED', 'No deliveries to the moon.');
      if (known === 'cancelled') throw new DomainError('CARRIER_REFUSED', 'The booking was cancelled before it was made.');
      if (known === undefined) {
        this.bookings += 1;
        this.addresses.push(shipTo);
        this.parcels.set(reference, 'booked');
      }
      return { trackingNumber: 'TRACK-1', status: known ?? 'booked' };
    });
  }

  cancel(reference: string): Promise<boolean> {
    return this.#faults.run('carrier.cancel', () => {
      const known = this.parcels.get(reference) ?? 'booked';
      const isKept = typeof this.keepsParcel === 'boolean' ? this.keepsParcel : this.keepsParcel.includes(reference);
      if (isKept || (known !== 'booked' && known !== 'cancelled')) return false;
      this.parcels.set(reference, 'cancelled');
      return true;
    });
  }

  find(reference: string): Promise<Booking | undefined> {
    return this.#faults.run('carrier.find', () => {
      const status = this.parcels.get(reference);
      return status && { trackingNumber: 'TRACK-1', status };
    });
  }
}
