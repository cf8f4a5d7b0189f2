import { shipmentIdOf } from '../../domain/identifiers.ts';
import type { TrackingEvent } from '../../domain/shipment.ts';
import type { Run } from './workflow-run.ts';

/** Starts an order, and waits until that many parcels are the carrier's. */
export async function booked(parcels: number, run: Run): Promise<Run> {
  await run.start();
  await run.reaches('FULFILLING');
  if (parcels > 1) await run.records('orders.shipment_changed', parcels - 1);
  await run.shows('waiting for the carrier');
  return run;
}

/** What the carrier says of a parcel, the first of which is 1, and from then on answers when it is asked. */
export async function parcel(run: Run, place: number, event: TrackingEvent): Promise<void> {
  const shipmentId = shipmentIdOf(run.order.id, place);
  run.world.carrier.parcels.set(shipmentId, event);
  await run.tell(event, shipmentId);
}
