import { shipmentIdOf } from '../../domain/identifiers.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from './system-database.ts';

/** For a system in which a parcel moves when a test says so, and never by itself (ms). */
export const BY_HAND = { CARRIER_PICKUP_MS: '3600000', CARRIER_DELIVERY_MS: '3600000' };

/** The carrier picks up the n-th parcel that was booked for an order, from 1, and tells of it. */
export function pickUp(orderId: string, place: number): Promise<void> {
  return moveOn(orderId, place, 0, 'pick_up_at = clock_timestamp()');
}

/** One that was picked up arrives. */
export function deliver(orderId: string, place: number): Promise<void> {
  return moveOn(orderId, place, 1, 'deliver_at = clock_timestamp()');
}

/** `told`: how many stages of its way the carrier has told before. */
async function moveOn(orderId: string, place: number, told: number, change: string): Promise<void> {
  const sql = `update partners.shipments set ${change}, next_tell_at = clock_timestamp()
    where reference = $1 and told = $2 and cancelled_at is null returning reference`;
  await eventually(
    () => queryDatabase(sql, [shipmentIdOf(orderId, place), told]),
    (moved) => moved.length === 1,
  );
}
