import { DomainError } from '../../domain/errors.ts';
import type { Booking, Carrier } from '../../domain/ports.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../postgres/database.ts';
import { booksOf } from '../simulated-partner.ts';
import { courseTo, KEEPS, SILENT, stagesOf } from './simulated-courses.ts';

export interface SimulatedCarrierOptions {
  readonly db: Database;
  /** From booking to pick-up (ms). */
  readonly pickupMs: number;
  /** From pick-up to delivery, and from there to whatever comes of it later (ms). */
  readonly deliveryMs: number;
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
const SHIPMENT = Prisma.sql`tracking_number as "trackingNumber", course, pick_up_at as "pickUpAt", deliver_at as "deliverAt",
  cancelled_at as "cancelledAt", clock_timestamp()::timestamptz(3) as now`;

/**
 * A carrier that needs no account: it carries parcels by the database's clock, each on the course that its postal code asks
 * for, refuses those to Antarctica (`AQ`), and refuses to cancel what it has picked up. What it has to tell,
 * `startSimulatedTracking` tells by webhook.
 */
export function createSimulatedCarrier({ pickupMs, deliveryMs, ...options }: SimulatedCarrierOptions): Carrier {
  const db = booksOf('carrier', options.db);
  const find = async (reference: string) => {
    const rows = await db.run(
      (prisma) => prisma.$queryRaw<ShipmentRow[]>`select ${SHIPMENT} from simulated_shipments where reference = ${reference}`,
    );
    return rows[0] && bookingOf(rows[0]);
  };
  return {
    find,

    async book({ reference, orderId, shipTo }) {
      if (shipTo?.country === 'AQ') throw new DomainError('CARRIER_REFUSED', 'The carrier does not deliver to Antarctica.');
      const course = courseTo(shipTo?.postalCode);
      const made = await db.run(
        (prisma) => prisma.$queryRaw<ShipmentRow[]>`
          insert into simulated_shipments (reference, order_id, tracking_number, course, pick_up_at, deliver_at, next_tell_at)
          select ${reference}, ${orderId}, ${trackingNumber(reference)}, ${course}, now + ${pickupMs} * interval '1 ms',
            now + ${pickupMs + deliveryMs} * interval '1 ms',
            case when ${course !== SILENT} then now + ${pickupMs} * interval '1 ms' end
          from clock_timestamp() as now
          on conflict (reference) do nothing
          returning ${SHIPMENT}`,
      );
      const booked = made[0] ? bookingOf(made[0]) : await find(reference);
      if (!booked) throw new Error(`booking ${reference} vanished`);
      if (booked.status === 'cancelled') throw new DomainError('CARRIER_REFUSED', 'The booking was cancelled before it was made.');
      return booked;
    },

    /** One row decides between cancel and pick-up, by one clock. */
    async cancel(reference) {
      const cancelled = await db.run(
        (prisma) => prisma.$queryRaw<unknown[]>`
          insert into simulated_shipments as s (reference, order_id, tracking_number, cancelled_at)
          values (${reference}, '', ${trackingNumber(reference)}, clock_timestamp())
          on conflict (reference) do update set cancelled_at = coalesce(s.cancelled_at, clock_timestamp()), next_tell_at = null
          where s.cancelled_at is not null or (s.pick_up_at > clock_timestamp()::timestamptz(3) and s.course <> ${KEEPS})
          returning s.reference`,
      );
      return cancelled.length === 1;
    },
  };
}

function bookingOf({ trackingNumber, course, pickUpAt, deliverAt, cancelledAt, now }: ShipmentRow): Booking {
  if (cancelledAt || !pickUpAt || !deliverAt) return { trackingNumber, status: 'cancelled' };
  const reached = stagesOf({ course, pickUpAt, deliverAt }).findLast(({ at }) => at <= now);
  return { trackingNumber, status: reached?.status ?? 'booked' };
}

function trackingNumber(reference: string): string {
  return `SIM-${reference
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(-14)
    .toUpperCase()}`;
}
