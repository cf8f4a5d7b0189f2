import type { ShipmentStatus } from '../../domain/shipment.ts';
import type { PartnersDatabase } from '../database.ts';
import { Refusal } from '../http/refusal.ts';
import { courseTo, KEEPS, SILENT, stagesOf } from './courses.ts';

export interface CarrierOptions {
  readonly db: PartnersDatabase;
  /** From booking to pick-up (ms). */
  readonly pickupMs: number;
  /** How much later each further parcel of an order leaves (ms). */
  readonly pickupSpreadMs?: number;
  /** From pick-up to delivery, and from there to whatever comes of it later (ms). */
  readonly deliveryMs: number;
}

export interface BookCall {
  readonly reference: string;
  readonly orderId: string;
  readonly shipTo?: { readonly postalCode?: string | undefined; readonly country?: string | undefined } | undefined;
}

/** A booking as the carrier shows it. */
export interface Shipment {
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
}

interface ShipmentRow {
  readonly trackingNumber: string;
  readonly course: string;
  /** Neither is set when the booking was cancelled before it was made. */
  readonly pickUpAt: Date | null;
  readonly deliverAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly now: Date;
}

/** `now` is rounded as the stored times are, so that a parcel booked for now is picked up now. */
const SHIPMENT = `tracking_number as "trackingNumber", course, pick_up_at as "pickUpAt", deliver_at as "deliverAt",
  cancelled_at as "cancelledAt", clock_timestamp()::timestamptz(3) as now`;

const BOOK = `
  insert into partners.shipments (reference, order_id, tracking_number, course, pick_up_at, deliver_at, next_tell_at)
  select $1, $2, $3, $4, now + $5 * interval '1 ms', now + $6 * interval '1 ms', case when $7 then now + $5 * interval '1 ms' end
  from clock_timestamp() as now
  on conflict (reference) do nothing
  returning ${SHIPMENT}`;

/** One row decides between cancel and pick-up, by one clock. */
const CANCEL = `
  insert into partners.shipments as s (reference, order_id, tracking_number, cancelled_at)
  values ($1, '', $2, clock_timestamp())
  on conflict (reference) do update set cancelled_at = coalesce(s.cancelled_at, clock_timestamp()), next_tell_at = null
  where s.cancelled_at is not null or (s.pick_up_at > clock_timestamp()::timestamptz(3) and s.course <> '${KEEPS}')
  returning ${SHIPMENT}`;

export type Carrier = ReturnType<typeof createCarrier>;

/**
 * A carrier that needs no account: it carries parcels by the database's clock, each on the course that its postal code asks
 * for, refuses those to Antarctica (`AQ`), and refuses to cancel what it has picked up.
 */
export function createCarrier({ db, pickupMs, pickupSpreadMs = 0, deliveryMs }: CarrierOptions) {
  const find = async (reference: string) => {
    const [row] = await db.query<ShipmentRow>(`select ${SHIPMENT} from partners.shipments where reference = $1`, [reference]);
    return row && shipmentOf(row);
  };
  return {
    find,

    async book({ reference, orderId, shipTo }: BookCall): Promise<Shipment> {
      if (shipTo?.country === 'AQ') throw new Refusal(422, 'carrier_refused', 'The carrier does not deliver to Antarctica.');
      const place = placeIn(reference);
      const course = courseTo(shipTo?.postalCode, place);
      const leavesMs = pickupMs + (place - 1) * pickupSpreadMs;
      const values = [reference, orderId, trackingNumber(reference), course, leavesMs, leavesMs + deliveryMs, course !== SILENT];
      const [made] = await db.query<ShipmentRow>(BOOK, values);
      const booked = made ? shipmentOf(made) : await find(reference);
      if (!booked) throw new Error(`booking ${reference} vanished`);
      if (booked.status === 'cancelled') throw new Refusal(422, 'carrier_refused', 'The booking was cancelled before it was made.');
      return booked;
    },

    /** Harmless when nothing is booked, and bars a booking that comes late. */
    async cancel(reference: string): Promise<Shipment> {
      const [cancelled] = await db.query<ShipmentRow>(CANCEL, [reference, trackingNumber(reference)]);
      if (cancelled) return shipmentOf(cancelled);
      throw new Refusal(409, 'already_picked_up', 'The parcel is, or is being, picked up.');
    },
  };
}

function shipmentOf({ trackingNumber, course, pickUpAt, deliverAt, cancelledAt, now }: ShipmentRow): Shipment {
  if (cancelledAt || !pickUpAt || !deliverAt) return { trackingNumber, status: 'cancelled' };
  const reached = stagesOf({ course, pickUpAt, deliverAt }).findLast(({ at }) => at <= now);
  return { trackingNumber, status: reached?.status ?? 'booked' };
}

/** Shops number the parcels of an order at the end of their references; one that does not has one parcel. */
function placeIn(reference: string): number {
  return Math.max(1, Number(/_([0-9]{1,6})$/.exec(reference)?.[1] ?? 1));
}

function trackingNumber(reference: string): string {
  return `SIM-${reference
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(-14)
    .toUpperCase()}`;
}
