import { condition, sleep } from '@temporalio/workflow';
import { cancelEverything } from './cancel-everything.ts';
import type { ProcessOrderInput } from './messages.ts';
import { CANCEL_ASKED, type OrderLife } from './order-life.ts';
import { refuse } from './receive-messages.ts';
import { bookShipment, cancelShipment, findShipment } from './steps.ts';

/**
 * Books the shipment and waits for the first pick-up. From its first line on a cancel is the carrier's to grant.
 * False when the order was cancelled instead.
 */
export async function handOver(life: OrderLife, input: ProcessOrderInput): Promise<boolean> {
  const hasLeft = life.status === 'SHIPPED' || life.status === 'DELIVERED';
  life.cancelling = hasLeft ? 'too_late' : 'asks_carrier';
  if (hasLeft) await refuseOpenCancel(life);
  let booked = false;
  // News of the parcel may be here before the booking is: it is recorded all the same.
  while (!booked || life.parcel === 'booked') {
    if (life.cancelAsk) {
      if (await cancelWithCarrier(life, input)) return false;
    } else if (!booked) {
      const booking = await book(life, input);
      if (booking === 'refused') return false;
      booked = booking === 'booked';
    } else if (life.askCarrier) {
      await askCarrier(life);
    } else {
      await condition(() => life.parcel !== 'booked' || life.cancelAsk !== undefined || life.askCarrier);
    }
  }
  life.cancelling = 'too_late';
  await refuseOpenCancel(life);
  return true;
}

async function book(life: OrderLife, input: ProcessOrderInput): Promise<'booked' | 'refused' | 'interrupted'> {
  const { orderId } = life;
  const booking = await life.forward(() => bookShipment({ orderId, cause: input.cause }));
  if (booking === CANCEL_ASKED) return 'interrupted';
  if (booking.outcome === 'refused') {
    await cancelEverything(life, input, { code: 'carrier_refused', text: booking.why });
    return 'refused';
  }
  life.moved(booking.standing, 'Booked; waiting for the carrier to pick the parcel up.');
  life.parcelReached(booking.stage);
  void watchCarrier(life, booking.silenceMs);
  return 'booked';
}

/** A tracking event that never comes must not hold an order up: now and then the carrier is asked. One timer at a time. */
async function watchCarrier(life: OrderLife, silenceMs: number): Promise<void> {
  while (life.parcel !== 'delivered') {
    await sleep(silenceMs, { summary: 'The carrier has been silent: ask it' });
    life.askCarrier = true;
  }
}

export async function askCarrier(life: OrderLife): Promise<void> {
  life.askCarrier = false;
  life.parcelReached(await findShipment({ orderId: life.orderId }));
}

/** True when the carrier let the parcel go and the order was cancelled. */
async function cancelWithCarrier(life: OrderLife, input: ProcessOrderInput): Promise<boolean> {
  life.waiting('A cancel was asked for; asking the carrier to let the parcel go.');
  if (await cancelShipment({ orderId: life.orderId })) {
    await cancelEverything(life, input);
    return true;
  }
  await refuseOpenCancel(life);
  // Most likely it was just picked up: do not wait for the carrier to say so.
  life.askCarrier = true;
  return false;
}

async function refuseOpenCancel(life: OrderLife): Promise<void> {
  if (!life.cancelAsk) return;
  const why = 'The carrier has the parcel and does not give it back. Wait for its delivery and ask for a return.';
  life.moved(await refuse(life, life.cancelAsk, why), `A cancel was refused. ${why}`);
  life.settleCancel('refused', why);
}
