import { condition } from '@temporalio/workflow';
import { cancelEverything } from './cancel-everything.ts';
import type { OrderReason } from '../domain/order.ts';
import type { ProcessOrderInput } from './messages.ts';
import { CANCEL_ASKED, type OrderLife } from './order-life.ts';
import { patiently, promptly, type Trouble } from './patience.ts';
import { refuse } from './receive-messages.ts';
import { bookPromptly, bookShipment, cancelShipment, renewAuthorisation } from './steps.ts';
import { askCarrier, watchCarrier } from './watch-carrier.ts';

/**
 * Books the shipment and waits for the first pick-up. From its first line on a cancel is the carrier's to grant.
 * False when the order was cancelled instead.
 */
export async function handOver(life: OrderLife, input: ProcessOrderInput): Promise<boolean> {
  const hasLeft = life.status === 'SHIPPED' || life.status === 'DELIVERED';
  life.cancelling = hasLeft ? 'too_late' : 'asks_carrier';
  if (hasLeft) await refuseOpenCancel(life);
  if (life.status === 'DELIVERED') life.parcelReached('delivered');
  let booked: Booked = 'again';
  const authorisation: Authorisation = {};
  // News of the parcel may be here before the booking is: it is recorded all the same.
  while (booked !== 'booked' || life.parcel === 'booked') {
    if (life.cancelAsk) {
      if (await cancelWithCarrier(life, input)) return false;
    } else if (booked !== 'booked') {
      booked = await book(life, input, authorisation);
      if (booked === 'refused') return false;
    } else {
      await condition(() => life.parcel !== 'booked' || life.cancelAsk !== undefined);
    }
  }
  life.cancelling = 'too_late';
  await refuseOpenCancel(life);
  return true;
}

const CANNOT_BOOK: Trouble = {
  partner: 'carrier',
  code: 'CARRIER_UNAVAILABLE',
  text: 'The parcel cannot be booked: the carrier does not answer.',
  choices: ['cancel'],
};
const CANNOT_RENEW: Trouble = {
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

async function book(life: OrderLife, input: ProcessOrderInput, authorisation: Authorisation): Promise<Booked> {
  const step = { orderId: life.orderId, cause: input.cause, ...authorisation };
  const booking = await life.forward(() =>
    patiently(
      life,
      CANNOT_BOOK,
      promptly(
        () => bookPromptly(step),
        (options) => {
          life.waiting('Booking the shipment.');
          return bookShipment.executeWithOptions(options, [step]);
        },
      ),
    ),
  );
  if (booking === CANCEL_ASKED) return 'again';
  if (booking.outcome === 'renew_first') return renew(life, input, booking.reference, authorisation);
  if (booking.outcome === 'refused') {
    return giveUp(life, input, { code: 'carrier_refused', text: booking.why });
  }
  life.moved(booking.standing, 'Booked; waiting for the carrier to pick the parcel up.');
  life.parcelReached(booking.stage);
  life.parcelReached(booking.recorded);
  life.lateMs = booking.patience.lateMs;
  void watchCarrier(life, booking.patience);
  return 'booked';
}

/** An authorisation that ends before the money can be captured is worth nothing to whoever sends the goods. */
async function renew(life: OrderLife, input: ProcessOrderInput, expiring: string, authorisation: Authorisation): Promise<Booked> {
  life.waiting('The authorisation is near its end: renewing it.');
  const step = { orderId: life.orderId, cause: input.cause, token: input.request.paymentToken, expiring };
  const renewal = await life.forward(() =>
    patiently(life, CANNOT_RENEW, (options) => renewAuthorisation.executeWithOptions(options, [step])),
  );
  if (renewal === CANCEL_ASKED) return 'again';
  if (renewal.outcome === 'declined') {
    // Should the carrier have the parcel after all, the old one has to do.
    authorisation.renewed = expiring;
    return giveUp(life, input, { code: 'payment_declined', text: 'The authorisation was near its end, and a new one was declined.' });
  }
  authorisation.renewed = renewal.reference;
  life.moved(renewal.standing, 'The authorisation was renewed; handing over to the carrier.');
  return 'again';
}

const CANNOT_UNBOOK: Trouble = {
  partner: 'carrier',
  code: 'UNDO_FAILING',
  text: 'The order is to be cancelled, and the carrier does not say whether it lets the parcel go.',
};

/** A task that was lost may have booked, or a worker that was frozen in the middle of it may book yet: only the carrier can bar that. */
async function giveUp(life: OrderLife, input: ProcessOrderInput, because: OrderReason): Promise<Booked> {
  if (await cancelWithCarrier(life, input, because)) return 'refused';
  // The carrier keeps a parcel that it says it does not take: not to be asked without a pause.
  await condition(() => life.cancelAsk !== undefined, '1 minute');
  return 'again';
}

/** True when the carrier let the parcel go and the order was cancelled. */
export async function cancelWithCarrier(life: OrderLife, input: ProcessOrderInput, because?: OrderReason): Promise<boolean> {
  life.waiting(because ? `${because.text} Telling the carrier.` : 'A cancel was asked for; asking the carrier to let the parcel go.');
  const { orderId } = life;
  if (await patiently(life, CANNOT_UNBOOK, (options) => cancelShipment.executeWithOptions(options, [{ orderId }]))) {
    await cancelEverything(life, input, because);
    return true;
  }
  await refuseOpenCancel(life);
  // Most likely it was just picked up: do not wait for the carrier to say so.
  await askCarrier(life);
  return false;
}

async function refuseOpenCancel(life: OrderLife): Promise<void> {
  if (!life.cancelAsk) return;
  const why = 'The carrier has the parcel and does not give it back. Wait for its delivery and ask for a return.';
  life.moved(await refuse(life, life.cancelAsk, why), `A cancel was refused. ${why}`);
  life.settleCancel('refused', why);
}
