import { condition } from '@temporalio/workflow';
import type { PickedUp } from '../activities/pick-up.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { ShipmentCaptures } from './capture-shipments.ts';
import { bookNext } from './hand-over.ts';
import type { OrderState } from './order-state.ts';
import { capture, captureAtOnce, refundCancelled, refundShipment } from './settle-money.ts';
import type { ShipmentState } from './shipments.ts';
import { endOrder, recordDelivery, recordPickUp, recordReturn, recordStray } from './steps.ts';

/** From the first pick-up to the end: the money is captured while the parcels travel, and neither waits for the other. */
export async function deliver(state: OrderState): Promise<void> {
  const money: Money = { isSettled: state.isFree };
  let isOver = false;
  const paidBack = payBackCancelled(state, money, () => isOver);
  // Awaited below, and reported there.
  paidBack.catch(() => undefined);
  await followAll(state, money).finally(() => (isOver = true));
  if (state.isAtItsEnd) return;
  await condition(() => money.isSettled && state.attention.open === undefined);
  if (money.failure) throw money.failure;
  await paidBack;

  for (const shipment of state.shipments.live) await payBack(state, shipment);
  const { orderId, version } = state;
  const cause = lastWord(state);
  const ended = await endOrder({ orderId, version, cause });
  state.publishStatus(ended, HOW_IT_ENDED[ended.status] ?? 'Goods and money are settled.');
}

const HOW_IT_ENDED: Readonly<Partial<Record<OrderStatus, string>>> = {
  COMPLETED: 'Goods and money are settled.',
  RETURNED: 'Everything came back undelivered; the customer has the money back.',
};

interface Money {
  isSettled: boolean;
  isBegun?: true;
  failure?: unknown;
  /** Where each parcel is captured by itself. */
  captures?: ShipmentCaptures;
}

/** Follows the parcels, and books anew what a cancel of lines has left of some. */
async function followAll(state: OrderState, money: Money): Promise<void> {
  const { shipments } = state;
  const followed = new Set<ShipmentState>();
  const failures: unknown[] = [];
  let open = 0;
  for (;;) {
    for (const shipment of shipments.live.filter((each) => !followed.has(each))) {
      followed.add(shipment);
      open += 1;
      void follow(state, shipment, money)
        .catch((error: unknown) => failures.push(error))
        .finally(() => (open -= 1));
    }
    if (!state.isBooked) await bookNext(state);
    else await condition(() => open === 0 || failures.length > 0 || !state.isBooked);
    if (failures.length > 0) throw failures[0];
    if (open === 0 && state.isBooked && shipments.live.every((each) => followed.has(each))) return;
  }
}

/** Pays back what is cancelled after its capture, whenever that is, until nothing more can be cancelled. */
async function payBackCancelled(state: OrderState, money: Money, isOver: () => boolean): Promise<void> {
  for (;;) {
    await condition(() => money.isSettled && (isOwed(state) || isOver()));
    if (!isOwed(state) || money.failure !== undefined) return;
    const upTo = state.paidCancels;
    await refundCancelled(state);
    state.paidBack = upTo;
  }
}

function isOwed({ paidCancels, paidBack }: OrderState): boolean {
  return paidCancels > paidBack;
}

/** Also for parcels that are given up or came back, which are paid back when all have ended. */
function isAnythingOwed(state: OrderState): boolean {
  return isOwed(state) || state.shipments.live.some(({ status }) => status === 'lost' || status === 'returned');
}

/** One parcel from its pick-up to where it ends; one that is taken back before has no way. */
async function follow(state: OrderState, shipment: ShipmentState, money: Money): Promise<void> {
  const { orderId } = state;
  const { shipmentId } = shipment;
  await condition(() => shipment.hasLeft || !state.shipments.isLive(shipment));
  if (!shipment.hasLeft) return;
  const isFirst = begins(money);
  const step = { orderId, shipmentId, version: state.version, cause: byCarrier(state, shipment) };
  const pickedUp = await recordPickUp({ ...step, ...((isFirst || money.captures) && captureAtOnce(state)) });
  state.publishStatus(pickedUp, 'On its way; waiting for the delivery.');
  if (pickedUp.shipmentCapture) settleAlone(state, money, shipment, pickedUp.shipmentCapture);
  else if (isFirst) settleMoney(state, money, pickedUp.capture);

  const outcome = await travel(state, shipment);
  const arrival = { orderId, shipmentId, version: state.version, cause: byCarrier(state, shipment) };
  if (outcome === 'delivered') {
    const isPaid = money.isSettled && money.failure === undefined && state.attention.open === undefined && !isAnythingOwed(state);
    const delivered = await recordDelivery({ ...arrival, isPaid });
    state.publishStatus(delivered, isPaid ? 'Delivered and paid.' : waitsForMoney(state, 'Delivered'));
  } else if (outcome === 'returned') {
    state.publishStatus(await recordReturn(arrival), waitsForMoney(state, 'Came back undelivered'));
  }
}

/** The first pick-up takes the money of an order that is to be paid. */
function begins(money: Money): boolean {
  if (money.isSettled || money.isBegun) return false;
  money.isBegun = true;
  return true;
}

/**
 * What the pick-up did not capture at once is captured beside the parcels' way. The pick-up was once recorded only, and histories of
 * then go on with a capture of its own. What fails here is thrown where the order waits for the money, not into the workflow's task.
 */
function settleMoney(state: OrderState, money: Money, tried?: PickedUp['capture']): void {
  if (tried?.answer?.outcome === 'captured') money.isSettled = true;
  else settles(money, capture(state, tried));
}

/** The same for a parcel that is captured by itself: the money is settled with the last of them. */
function settleAlone(state: OrderState, money: Money, shipment: ShipmentState, tried: NonNullable<PickedUp['shipmentCapture']>): void {
  const { captures = new ShipmentCaptures(state) } = money;
  if (!money.captures) settles(money, settleRest(state, captures));
  money.captures = captures;
  captures.settle(shipment, tried).catch((error: unknown) => fails(money, error));
}

async function settleRest(state: OrderState, captures: ShipmentCaptures): Promise<void> {
  if (!(await captures.settleRest())) await capture(state);
}

function settles(money: Money, settling: Promise<void>): void {
  void settling.catch((error: unknown) => (money.failure = error)).finally(() => (money.isSettled = true));
}

function fails(money: Money, error: unknown): void {
  money.failure = error;
  money.isSettled = true;
}

/** Follows the parcel to where it ends. One that is lost is a person's matter, until it turns up or the customer is paid. */
async function travel(state: OrderState, shipment: ShipmentState): Promise<'delivered' | 'returned' | 'lost'> {
  const { orderId } = state;
  const { shipmentId } = shipment;
  for (;;) {
    const { status } = shipment;
    if (status === 'delivered' || status === 'returned') return status;
    if (status === 'lost' || status === 'returning') {
      const step = { orderId, shipmentId, version: state.version, cause: byCarrier(state, shipment) };
      const strayed = await recordStray({ ...step, status, occasion: state.newOccasion() });
      state.publishStatus(strayed, status === 'lost' ? 'The parcel is lost.' : 'The parcel comes back undelivered.');
      if (status === 'lost' && (strayed.isGivenUp || (await isGivenUp(state, shipment)))) return 'lost';
    }
    // A lost parcel that people wait for is asked about again; anything else that stands still, the watch over the carrier reports.
    const hasMoved = () => shipment.status !== status;
    await (status === 'lost' ? condition(hasMoved, state.settings.carrierLateMs) : condition(hasMoved));
  }
}

async function isGivenUp(state: OrderState, shipment: ShipmentState): Promise<boolean> {
  const decision = await state.attention.ask({
    code: 'PARCEL_LOST',
    text: 'The carrier has lost the parcel. Give the customer the money back, or wait whether it turns up.',
    shipment,
    cause: byCarrier(state, shipment),
    isOver: () => (shipment.status === 'lost' ? undefined : 'The parcel turned up.'),
  });
  return decision?.choice === 'refund';
}

async function payBack(state: OrderState, shipment: ShipmentState): Promise<void> {
  if (shipment.status === 'returned') await refundShipment(state, shipment, 'returned', 'The parcel came back undelivered.');
  if (shipment.status === 'lost') await refundShipment(state, shipment, 'lost', 'The carrier lost the parcel.');
}

/** The carrier, or the person who said what the carrier did not. */
function byCarrier({ cause }: OrderState, { toldBy }: ShipmentState): Cause {
  return toldBy ?? { ...cause, actor: 'carrier' };
}

function lastWord(state: OrderState): Cause {
  const [first] = state.shipments.live;
  return first ? byCarrier(state, first) : state.cause;
}

function waitsForMoney({ attention }: OrderState, where: string): string {
  return attention.open ? `${where}. **Waits for a person.** ${attention.open.text}` : `${where}; waiting for the money to be settled.`;
}
