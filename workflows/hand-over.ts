import { condition } from '@temporalio/workflow';
import { cancelEverything } from './cancel-everything.ts';
import type { OrderReason } from '../domain/order.ts';
import type { ProcessOrderInput } from './messages.ts';
import { CANCEL_ASKED, type OrderState } from './order-state.ts';
import { withEscalation, localFirst, type Escalation } from './escalation.ts';
import { refuse } from './receive-messages.ts';
import { bookLocally, bookShipment, cancelShipment, renewAuthorisation } from './steps.ts';
import { askCarrier, watchCarrier } from './watch-carrier.ts';

/**
 * Books the shipment and waits for the first pick-up. From its first line on a cancel is the carrier's to grant.
 * False when the order was cancelled instead.
 */
export async function handOver(state: OrderState, input: ProcessOrderInput): Promise<boolean> {
  const hasLeft = state.status === 'SHIPPED' || state.status === 'DELIVERED';
  state.cancelling = hasLeft ? 'too_late' : 'asks_carrier';
  if (hasLeft) await refuseOpenCancel(state);
  if (state.status === 'DELIVERED') state.parcelReached('delivered');
  let booked: Booked = 'again';
  const authorisation: Authorisation = {};
  // News of the parcel may be here before the booking is: it is recorded all the same.
  while (booked !== 'booked' || state.parcel === 'booked') {
    if (state.cancelAsk) {
      if (await cancelWithCarrier(state, input)) return false;
    } else if (booked !== 'booked') {
      booked = await book(state, input, authorisation);
      if (booked === 'refused') return false;
    } else {
      await condition(() => state.parcel !== 'booked' || state.cancelAsk !== undefined);
    }
  }
  state.cancelling = 'too_late';
  await refuseOpenCancel(state);
  return true;
}

const CANNOT_BOOK: Escalation = {
  partner: 'carrier',
  code: 'CARRIER_UNAVAILABLE',
  text: 'The parcel cannot be booked: the carrier does not answer.',
  choices: ['cancel'],
};
const CANNOT_RENEW: Escalation = {
  partner: 'payment',
  code: 'PAYMENT_PROVIDER_UNAVAILABLE',
  text: 'The authorisation is near its end and cannot be renewed: the payment provider does not answer.',
  choices: ['cancel'],
};

type Booked = 'booked' | 'refused' | 'again';

/** What this hand-over has renewed: not to be renewed again at once, should the provider give short ones only. */
interface Authorisation {
  renewed?: string;
}

async function book(state: OrderState, input: ProcessOrderInput, authorisation: Authorisation): Promise<Booked> {
  const step = { orderId: state.orderId, cause: input.cause, ...authorisation };
  const booking = await state.forward(() =>
    withEscalation(
      state,
      CANNOT_BOOK,
      localFirst(
        () => bookLocally(step),
        (options) => {
          state.waiting('Booking the shipment.');
          return bookShipment.executeWithOptions(options, [step]);
        },
      ),
    ),
  );
  if (booking === CANCEL_ASKED) return 'again';
  if (booking.outcome === 'renew_first') return renew(state, input, booking.reference, authorisation);
  if (booking.outcome === 'refused') {
    return giveUp(state, input, { code: 'carrier_refused', text: booking.why });
  }
  state.publishStatus(booking.statusVersion, 'Booked; waiting for the carrier to pick the parcel up.');
  state.parcelReached(booking.stage);
  state.parcelReached(booking.recorded);
  state.lateMs = booking.patience.lateMs;
  void watchCarrier(state, booking.patience);
  return 'booked';
}

/** An authorisation that ends before the money can be captured is worth nothing to whoever sends the goods. */
async function renew(state: OrderState, input: ProcessOrderInput, expiring: string, authorisation: Authorisation): Promise<Booked> {
  state.waiting('The authorisation is near its end: renewing it.');
  const step = { orderId: state.orderId, cause: input.cause, token: input.request.paymentToken, expiring };
  const renewal = await state.forward(() =>
    withEscalation(state, CANNOT_RENEW, (options) => renewAuthorisation.executeWithOptions(options, [step])),
  );
  if (renewal === CANCEL_ASKED) return 'again';
  if (renewal.outcome === 'declined') {
    // Should the carrier have the parcel after all, the old one has to do.
    authorisation.renewed = expiring;
    return giveUp(state, input, { code: 'payment_declined', text: 'The authorisation was near its end, and a new one was declined.' });
  }
  authorisation.renewed = renewal.reference;
  state.publishStatus(renewal.statusVersion, 'The authorisation was renewed; handing over to the carrier.');
  return 'again';
}

const CANNOT_UNBOOK: Escalation = {
  partner: 'carrier',
  code: 'UNDO_FAILING',
  text: 'The order is to be cancelled, and the carrier does not say whether it lets the parcel go.',
};

/** A task that was lost may have booked, or a worker that was frozen in the middle of it may book yet: only the carrier can bar that. */
async function giveUp(state: OrderState, input: ProcessOrderInput, because: OrderReason): Promise<Booked> {
  if (await cancelWithCarrier(state, input, because)) return 'refused';
  // The carrier keeps a parcel that it says it does not take: not to be asked without a pause.
  await condition(() => state.cancelAsk !== undefined, '1 minute');
  return 'again';
}

/** True when the carrier let the parcel go and the order was cancelled. */
export async function cancelWithCarrier(state: OrderState, input: ProcessOrderInput, because?: OrderReason): Promise<boolean> {
  state.waiting(because ? `${because.text} Telling the carrier.` : 'A cancel was asked for; asking the carrier to let the parcel go.');
  const { orderId } = state;
  if (await withEscalation(state, CANNOT_UNBOOK, (options) => cancelShipment.executeWithOptions(options, [{ orderId }]))) {
    await cancelEverything(state, input, because);
    return true;
  }
  await refuseOpenCancel(state);
  // Most likely it was just picked up: do not wait for the carrier to say so.
  await askCarrier(state);
  return false;
}

async function refuseOpenCancel(state: OrderState): Promise<void> {
  if (!state.cancelAsk) return;
  const why = 'The carrier has the parcel and does not give it back. Wait for its delivery and ask for a return.';
  state.publishStatus(await refuse(state, state.cancelAsk, why), `A cancel was refused. ${why}`);
  state.settleCancel('refused', why);
}
