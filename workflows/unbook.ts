import { patched } from '@temporalio/workflow';
import type { Escalation } from './escalation.ts';
import type { OrderState } from './order-state.ts';
import { callPartner, CANCEL_SHIPMENT } from './steps.ts';

const CANNOT_UNBOOK: Escalation = {
  code: 'UNDO_FAILING',
  text: 'The order is to be cancelled, and the carrier does not say whether it lets the parcel go.',
};

/**
 * Was: the carrier was asked by a regular activity alone, and not at all once it had told of the pick-up. Is, since 2026-11-30: it is
 * tried once within the workflow task. Can go when no history without it is left.
 */
const isAskedAtOnce = () => patched('carrier-cancels-at-once');

/**
 * A cancel that came first is the carrier's to grant, also where it has told of the pick-up meanwhile: the task in which it let the
 * parcel go may have been lost, and be run again with that notification in it.
 */
export function isStillToAsk({ openCancel, shipments }: OrderState): boolean {
  return openCancel !== undefined && openCancel.isFirst && shipments.hasAnyLeft && isAskedAtOnce();
}

/** Whether the carrier lets a parcel go; one that it does not know it never books. */
export function isLetGo(state: OrderState, shipmentId: string): Promise<boolean> {
  const tried = isAskedAtOnce() ? undefined : {};
  return callPartner(state, CANCEL_SHIPMENT, { orderId: state.orderId, shipmentId }, CANNOT_UNBOOK, tried);
}
