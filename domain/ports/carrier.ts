import type { Address } from '../order.ts';
import type { ShipmentStatus } from '../shipment.ts';

/** A shipment as the carrier has it now. */
export interface Booking {
  /** Never changes. */
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
}

/** Moves parcels. `reference` is ours, one per shipment; a repeat under the same reference has one effect. */
export interface Carrier {
  /** @throws DomainError CARRIER_REFUSED when it will never take this parcel, or its reference was cancelled before */
  book(call: { reference: string; orderId: string; shipTo?: Address }): Promise<Booking>;
  /** False when it is too late: the parcel is, or is being, picked up. Harmless when nothing is booked, and bars a late booking. */
  cancel(reference: string): Promise<boolean>;
  /** Undefined for a reference under which nothing was booked. */
  find(reference: string): Promise<Booking | undefined>;
}
