import { DomainError } from '../../domain/errors.ts';
import type { Booking, Carrier } from '../../domain/ports.ts';
import type { ShipmentStatus } from '../../domain/order.ts';
import type { Faults } from './workflow-faults.ts';

/** What the carrier knows of one order's parcel. */
export class FakeCarrier implements Carrier {
  refusesToBook = false;
  /** Answers a cancel with no, although nothing was picked up yet. */
  keepsParcel = false;
  status: ShipmentStatus | undefined;
  /** How often a parcel was really booked. */
  bookings = 0;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  book(): Promise<Booking> {
    return this.#faults.run('carrier.book', () => {
      if (this.refusesToBook) throw new DomainError('CARRIER_REFUSED', 'No deliveries to the moon.');
      if (this.status === 'cancelled') throw new DomainError('CARRIER_REFUSED', 'The booking was cancelled before it was made.');
      if (this.status === undefined) {
        this.bookings += 1;
        this.status = 'booked';
      }
      return { trackingNumber: 'TRACK-1', status: this.status };
    });
  }

  cancel(): Promise<boolean> {
    return this.#faults.run('carrier.cancel', () => {
      if (this.keepsParcel || (this.status !== undefined && this.status !== 'booked' && this.status !== 'cancelled')) return false;
      this.status = 'cancelled';
      return true;
    });
  }

  find(): Promise<Booking | undefined> {
    return this.#faults.run('carrier.find', () => (this.status ? { trackingNumber: 'TRACK-1', status: this.status } : undefined));
  }
}
