import type { LineQuantity } from './order-quantities.ts';

/** `lost` and `returning` may still turn out otherwise; `returned`: it is back with us, undelivered. */
export const SHIPMENT_STATUSES = ['booked', 'picked_up', 'lost', 'returning', 'delivered', 'returned', 'cancelled'] as const;
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];
/** Of a shipment whose booking stands. */
export type LiveShipmentStatus = Exclude<ShipmentStatus, 'cancelled'>;

/** What a carrier tells of a parcel that it has booked. */
export const TRACKING_EVENTS = ['picked_up', 'lost', 'returning', 'delivered', 'returned'] as const satisfies ShipmentStatus[];
export type TrackingEvent = (typeof TRACKING_EVENTS)[number];

export const SHIPMENT_CAPTURE_STATUSES = ['pending', 'captured', 'written_off'] as const;

/** What a parcel takes of the order's authorisation when it leaves; its parts sum to it. */
export interface ShipmentCapture {
  readonly status: (typeof SHIPMENT_CAPTURE_STATUSES)[number];
  readonly amountCents: number;
  readonly lines: readonly { readonly lineId: string; readonly amountCents: number }[];
  /** What is of no line goes with the first parcel that leaves. */
  readonly ownCents?: number;
}

/** Units of an order's lines that travel together: one booking with the carrier, one parcel. */
export interface Shipment {
  readonly shipmentId: string;
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
  readonly lines: readonly LineQuantity[];
  /** ISO 8601 instants. */
  readonly bookedAt: string;
  readonly pickedUpAt?: string;
  readonly deliveredAt?: string;
  readonly returnedAt?: string;
  /** When a person gave a lost parcel up: the customer gets the money back. */
  readonly settledAt?: string;
  /** Of one that has left, where each is captured by itself. */
  readonly capture?: ShipmentCapture;
}

const JOURNEY: Readonly<Record<LiveShipmentStatus, number>> = { booked: 0, picked_up: 1, lost: 2, returning: 2, delivered: 3, returned: 3 };

/** Whether a parcel that is at `to` has travelled further than one at `from`; between lost and on its way back there is no order. */
export function isFurther(from: LiveShipmentStatus, to: LiveShipmentStatus): boolean {
  return JOURNEY[to] > JOURNEY[from];
}

/** The parcel left us, whatever became of it. */
export function hasLeft({ status }: Pick<Shipment, 'status'>): boolean {
  return status !== 'booked' && status !== 'cancelled';
}

/** The carrier has nothing more to tell of it. */
export function hasArrived(status: ShipmentStatus): boolean {
  return status === 'delivered' || status === 'returned';
}

/** Arrived, or given up. */
export function isSettled({ status, settledAt }: Pick<Shipment, 'status' | 'settledAt'>): boolean {
  return hasArrived(status) || (status === 'lost' && settledAt !== undefined);
}
