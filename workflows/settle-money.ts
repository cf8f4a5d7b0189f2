import type { Tried } from '../activities/at-once.ts';
import type { CaptureAnswer } from '../activities/capture.ts';
import type { PickUpStep } from '../activities/pick-up.ts';
import { captureIdOf, ownRefundIdOf, placeOfShipment } from '../domain/identifiers.ts';
import { voidAuthorisation } from './cancel-order.ts';
import type { Escalation } from './escalation.ts';
import type { OrderState } from './order-state.ts';
import type { ShipmentState } from './shipments.ts';
import { callPartner, CAPTURE, openRefundOfCancelled, openRefundOfShipment, SEND_REFUND } from './steps.ts';

export const CANNOT_CAPTURE: Escalation = {
  code: 'PAYMENT_PROVIDER_UNAVAILABLE',
  text: 'The goods have left, and the payment cannot be captured.',
};
const CANNOT_REFUND: Escalation = {
  code: 'UNDO_FAILING',
  text: 'The customer’s money cannot be given back.',
};

/** What a pick-up is told, so that it captures as well, the whole or its parcel; nothing where a queue limits how fast the provider is called. */
export function captureAtOnce({ orderId, cause, settings }: OrderState): Pick<PickUpStep, 'capture'> {
  if (settings.partnerQueues[CAPTURE.partner] !== undefined) return {};
  return { capture: { captureId: captureIdOf(orderId, 1), cause } };
}

/**
 * Captures once, for everything, as far as that was not `tried` before; a declined capture waits for a person, who tries again or writes the money off; then the customer
 * gets the hold on it back.
 */
export async function capture(state: OrderState, first?: Tried<CaptureAnswer>): Promise<void> {
  const { orderId, cause } = state;
  const captureId = captureIdOf(orderId, 1);
  let writer = cause;
  for (let tried = first; ; tried = undefined) {
    const answer = await callPartner(state, CAPTURE, { orderId, cause, captureId, version: state.version }, CANNOT_CAPTURE, tried);
    if (answer.outcome === 'captured') return;
    if (answer.outcome === 'written_off') return void (await voidAuthorisation(state, writer));
    const text = `The goods have left, but the payment could not be captured: ${answer.why}`;
    const decision = await state.attention.ask({ code: 'CAPTURE_DECLINED', text, cause: { ...cause, actor: 'provider' } });
    writer = decision?.cause ?? cause;
  }
}

/** Gives back what is left of a parcel's goods and is not on its way back. */
export async function refundShipment(
  state: OrderState,
  { shipmentId }: ShipmentState,
  because: 'lost' | 'returned',
  reason: string,
): Promise<void> {
  const { orderId, cause } = state;
  const place = placeOfShipment(orderId, shipmentId) ?? 0;
  for (let attempt = 1; ; attempt++) {
    const refundId = ownRefundIdOf(orderId, `${because}_${place}`, attempt);
    const opened = await openRefundOfShipment({ orderId, cause, refundId, shipmentId, reason });
    if (opened.outcome === 'nothing_left' || (await isSent(state, opened.refundId))) return;
  }
}

/** Gives back what was captured for units that were cancelled afterwards. */
export async function refundCancelled(state: OrderState): Promise<void> {
  const { orderId, cause } = state;
  for (;;) {
    const opened = await openRefundOfCancelled({ orderId, cause });
    if (opened.outcome === 'nothing_left') return;
    await isSent(state, opened.refundId);
  }
}

/** A refund that is declined waits for a person. Whichever is chosen: what is left to give back then decides. */
async function isSent(state: OrderState, refundId: string): Promise<boolean> {
  const { orderId, cause } = state;
  const sent = await callPartner(state, SEND_REFUND, { orderId, cause, refundId }, CANNOT_REFUND);
  if (sent.outcome === 'succeeded') {
    state.publishStatus(sent.statusVersion, 'The customer has the money back.');
    return true;
  }
  const text = `The customer’s money has to go back, but the refund was declined: ${sent.why}`;
  await state.attention.ask({ code: 'REFUND_DECLINED', text, cause: { ...cause, actor: 'provider' } });
  return false;
}
