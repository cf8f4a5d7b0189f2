import type { OrderReason } from '../domain/order.ts';
import { cancelOrder } from './cancel-order.ts';
import type { OrderState } from './order-state.ts';
import { recordRefusal } from './receive-messages.ts';
import { recordUnbooked } from './steps.ts';
import { isLetGo } from './unbook.ts';
import { askCarrier } from './watch-carrier.ts';

/** True when the carrier let every parcel go and the order was cancelled; else the cancel is refused as a whole. */
export async function cancelWithCarrier(state: OrderState, because?: OrderReason): Promise<boolean> {
  state.waiting(because ? `${because.text} Telling the carrier.` : 'A cancel was asked for; asking the carrier to let the parcels go.');
  const { letGo, kept } = await askForParcels(state);
  if (kept === undefined) {
    await cancelOrder(state, because);
    return true;
  }
  if (letGo.length > 0) await bookAgain(state, letGo);
  await refuseOpenCancel(state);
  // Most likely it was just picked up: do not wait for the carrier to say so.
  await askCarrier(state, state.shipments.stateOf(kept));
  return false;
}

/**
 * Asks for each parcel until one is refused. The one that would be booked next is asked for as well: a task that was lost may have
 * booked it, or a worker that was frozen in the middle of it may book it yet, and only the carrier can bar that.
 */
async function askForParcels(state: OrderState): Promise<{ letGo: string[]; kept?: string }> {
  const { shipments } = state;
  const letGo: string[] = [];
  for (const shipmentId of [...shipments.live.map((shipment) => shipment.shipmentId), ...(state.isBooked ? [] : [shipments.nextId])]) {
    if (!(await isLetGo(state, shipmentId))) return { letGo, kept: shipmentId };
    letGo.push(shipmentId);
  }
  return { letGo };
}

/** What the carrier let go for a cancel that it then refused. */
export async function bookAgain(state: OrderState, shipmentIds: readonly string[], why?: string): Promise<void> {
  const step = { orderId: state.orderId, cause: state.cause, shipmentIds, ...(why !== undefined && { why }) };
  state.recordStatus(await recordUnbooked(step));
  for (const shipmentId of shipmentIds) state.shipments.found({ shipmentId, status: 'cancelled' });
  state.isBooked = false;
}

export async function refuseOpenCancel(state: OrderState): Promise<void> {
  if (!state.openCancel) return;
  const why = 'The carrier has the parcel and does not give it back. What is captured for it can be refunded.';
  state.publishStatus(await recordRefusal(state, state.openCancel, why), `A cancel was refused. ${why}`);
  state.settleCancel('refused', why);
}
