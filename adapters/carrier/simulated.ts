import { DomainError } from '../../domain/errors.ts';
import type { Booking, Carrier } from '../../domain/ports.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../postgres/database.ts';

export interface SimulatedCarrierOptions {
  readonly db: Database;
  /** From booking to pick-up (ms). */
  readonly pickupMs: number;
  /** From pick-up to delivery (ms). */
  readonly deliveryMs: number;
}

interface ShipmentRow {
  readonly trackingNumber: string;
  readonly cancelled: boolean;
  readonly pickedUp: boolean;
  readonly delivered: boolean;
}

const COLUMNS = Prisma.raw(`tracking_number as "trackingNumber", cancelled_at is not null as cancelled,
  coalesce(cancelled_at is null and pick_up_at <= clock_timestamp(), false) as "pickedUp",
  coalesce(cancelled_at is null and deliver_at <= clock_timestamp(), false) as delivered`);

/**
 * A carrier that needs no account: it picks up and delivers by the database's clock, refuses parcels to Antarctica (`AQ`), and
 * refuses to cancel what it has picked up. What it has to tell, `SimulatedTracking` tells by webhook.
 */
export function createSimulatedCarrier({ db, pickupMs, deliveryMs }: SimulatedCarrierOptions): Carrier {
  const find = async (reference: string) => {
    const rows = await db.run(
      (prisma) => prisma.$queryRaw<ShipmentRow[]>`select ${COLUMNS} from simulated_shipments where reference = ${reference}`,
    );
    return rows[0] && booking(rows[0]);
  };
  return {
    find,

    async book({ reference, orderId, shipTo }) {
      if (shipTo?.country === 'AQ') throw new DomainError('CARRIER_REFUSED', 'The carrier does not deliver to Antarctica.');
      await db.run(
        (prisma) => prisma.$executeRaw`
          insert into simulated_shipments (reference, order_id, tracking_number, pick_up_at, deliver_at, next_tell_at)
          select ${reference}, ${orderId}, ${trackingNumber(reference)}, now + ${pickupMs} * interval '1 ms',
            now + ${pickupMs + deliveryMs} * interval '1 ms', now + ${pickupMs} * interval '1 ms'
          from clock_timestamp() as now
          on conflict (reference) do nothing`,
      );
      const booked = await find(reference);
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
          where s.cancelled_at is not null or s.pick_up_at > clock_timestamp()
          returning s.reference`,
      );
      return cancelled.length === 1;
    },
  };
}

function booking(row: ShipmentRow): Booking {
  const status = row.cancelled ? 'cancelled' : row.delivered ? 'delivered' : row.pickedUp ? 'picked_up' : 'booked';
  return { trackingNumber: row.trackingNumber, status };
}

function trackingNumber(reference: string): string {
  return `SIM-${reference
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(-14)
    .toUpperCase()}`;
}
