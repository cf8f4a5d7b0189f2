import { condition } from '@temporalio/workflow';
import type { TakenSteps } from '../activities/create-order.ts';
import type { OrderReason } from '../domain/order.ts';
import { cancelWithCarrier, refuseOpenCancel } from './cancel-with-carrier.ts';
import { declinedText } from './declined-text.ts';
import type { Escalation } from './escalation.ts';
import { CANCEL_REQUESTED, type OrderState } from './order-state.ts';
import { BOOK, callPartner, RENEW } from './steps.ts';
import { isStillToAsk } from './unbook.ts';
import { watchCarrier } from './watch-carrier.ts';

/**
 * Books the shipments, where the first was not `taken` yet, and waits for the first pick-up. From its first line on a cancel is the carrier's to grant.
 * False when the order was cancelled instead.
 */
export async function handOver(state: OrderState, taken: TakenSteps): Promise<boolean> {
  const { shipments } = state;
  state.isHandOverDecided = true;
  if (state.isBooked) state.waiting(BOOKED);
  // An earlier run booked these, and what the carrier told since nobody may have heard.
  for (const shipment of shipments.live) void watchCarrier(state, shipment, { isAskedAtOnce: true });
  const authorisation: RenewedAuthorisation = {};
  let tried = taken.booking;
  while (!state.isBooked || !shipments.hasAnyLeft || isStillToAsk(state)) {
    if (state.openCancel) {
      // By the time it is settled the answer is old.
      tried = undefined;
      if (await state.withCarrier(() => cancelWithCarrier(state))) return false;
    } else if (!state.isBooked) {
      if ((await bookNext(state, authorisation, tried)) === 'cancelled') return false;
      tried = undefined;
    } else {
      await condition(() => shipments.hasAnyLeft || state.openCancel !== undefined || !state.isBooked);
    }
  }
  await refuseOpenCancel(state);
  return true;
}

const BOOKED = 'Booked; waiting for the carrier to pick the parcel up.';

const CANNOT_BOOK: Escalation = { code: 'CARRIER_UNAVAILABLE', text: 'The parcel cannot be booked.' };
const CANNOT_RENEW: Escalation = {
  code: 'PAYMENT_PROVIDER_UNAVAILABLE',
  text: 'The authorisation is near its end and cannot be renewed.',
};

/** `again`: something else comes first, or there is more to book. */
type Booked = 'again' | 'cancelled';

/** Books the next shipment, unless a cancel of lines has left nothing to book meanwhile. */
export function bookNext(state: OrderState, authorisation: RenewedAuthorisation = {}, tried?: TakenSteps['booking']): Promise<Booked> {
  return state.withCarrier(async () => (state.isBooked ? 'again' : book(state, authorisation, tried)));
}

/** What this hand-over has renewed: not to be renewed again at once, should the provider give short ones only. */
interface RenewedAuthorisation {
  renewed?: string;
}

async function book(state: OrderState, authorisation: RenewedAuthorisation, tried: TakenSteps['booking']): Promise<Booked> {
  const step = { orderId: state.orderId, cause: state.cause, known: state.shipments.named, ...authorisation };
  const booking = await state.forward(() => callPartner(state, BOOK, step, CANNOT_BOOK, tried));
  if (booking === CANCEL_REQUESTED) return 'again';
  if (booking.outcome === 'renew_first') return renew(state, booking.reference, authorisation);
  if (booking.outcome === 'refused') return giveUp(state, { code: 'carrier_refused', text: booking.why });
  state.publishStatus(booking.statusVersion, BOOKED);
  state.isBooked = !booking.isMoreToBook;
  for (const shipment of booking.shipments)
    void watchCarrier(state, state.shipments.found(shipment), { isAskedAtOnce: shipment.shipmentId !== booking.bookedId });
  return 'again';
}

/** An authorisation that ends before the money can be captured is worth nothing to whoever sends the goods. */
async function renew(state: OrderState, expiring: string, authorisation: RenewedAuthorisation): Promise<Booked> {
  state.waiting('The authorisation is near its end: renewing it.');
  const step = { orderId: state.orderId, cause: state.cause, expiring };
  const renewal = await state.forward(() => callPartner(state, RENEW, step, CANNOT_RENEW));
  if (renewal === CANCEL_REQUESTED) return 'again';
  if (renewal.outcome === 'declined') {
    // Should the carrier have the parcel after all, the old one has to do.
    authorisation.renewed = expiring;
    const text = declinedText('The authorisation was near its end, and a new one was declined', renewal);
    return giveUp(state, { code: 'payment_declined', text });
  }
  authorisation.renewed = renewal.reference;
  state.publishStatus(renewal.statusVersion, 'The authorisation was renewed; handing over to the carrier.');
  return 'again';
}

async function giveUp(state: OrderState, because: OrderReason): Promise<Booked> {
  if (await cancelWithCarrier(state, because)) return 'cancelled';
  // The carrier keeps a parcel that it says it does not take: not to be asked without a pause.
  await condition(() => state.openCancel !== undefined, '1 minute');
  return 'again';
}
