import { patched, sleep } from '@temporalio/workflow';
import type { FoundOrder } from '../activities/order.ts';
import type { OrderReason } from '../domain/order.ts';
import type { LiveShipmentStatus } from '../domain/shipment.ts';
import type { OrderState } from './order-state.ts';
import type { ShipmentState } from './shipments.ts';
import { callRegularly, FIND_SHIPMENT, readOrder } from './steps.ts';

/**
 * Tracking that never comes must not hold an order up. When the carrier has been silent about a parcel it is asked, after pauses
 * that grow twofold while nothing moves; a parcel that stays where it is for too long becomes a person's matter. One timer a parcel.
 */
export async function watchCarrier(state: OrderState, shipment: ShipmentState, { isAskedAtOnce = false } = {}): Promise<void> {
  const { carrierSilenceMs, carrierLateMs } = state.settings;
  if (isAskedAtOnce && !shipment.hasArrived) await look(state, shipment);
  let quietMs = 0;
  let pauseMs = carrierSilenceMs;
  while (!shipment.hasArrived && !state.isAtItsEnd && state.shipments.isLive(shipment)) {
    const { status } = shipment;
    await sleep(pauseMs, { summary: 'The carrier has been silent: ask it' });
    if (!state.shipments.isLive(shipment)) return;
    if (shipment.status === status) await look(state, shipment);
    const isStill = shipment.status === status;
    quietMs = isStill ? quietMs + pauseMs : 0;
    pauseMs = isStill ? pauseMs * 2 : carrierSilenceMs;
    if (quietMs < carrierLateMs) continue;
    await askPeople(state, shipment);
    quietMs = 0;
    pauseMs = carrierSilenceMs;
  }
}

/**
 * What the carrier has let go may be what a cancel of lines has asked it for, and is recording: that is waited for. Was: it was taken for
 * the carrier's own doing. Is, since 2026-11-30. Can go when no history without it is left.
 */
async function look(state: OrderState, shipment: ShipmentState): Promise<void> {
  const isLetGo = await hasLetGo(state, shipment);
  if (!isLetGo) return;
  if (!patched('let-go-in-turn')) return letGo(state, shipment);
  await state.withCarrier(async () => {
    if (state.shipments.isLive(shipment)) await letGo(state, shipment);
  });
}

/** For who has the turn with the carrier. */
export async function askCarrier(state: OrderState, shipment: ShipmentState): Promise<void> {
  if (await hasLetGo(state, shipment)) await letGo(state, shipment);
}

/** True when it has let the parcel go. */
async function hasLetGo(state: OrderState, shipment: ShipmentState): Promise<boolean> {
  const { shipmentId } = shipment;
  const status = await callRegularly(state.settings, FIND_SHIPMENT, { orderId: state.orderId, shipmentId });
  if (status === 'cancelled') return true;
  if (!state.isAtItsEnd) shipment.standsAt(status);
  return false;
}

const NOT_CARRIED: OrderReason = { code: 'carrier_refused', text: 'The carrier has cancelled the booking of the parcel.' };

/**
 * The carrier has let the parcel go. A cancel, or one of lines, may have been recorded in a task that was lost: the row says so, and nobody
 * asks for it again. Otherwise the carrier has by itself, or for a run that a backup has forgotten: the goods are here, and go nowhere.
 */
async function letGo(state: OrderState, shipment: ShipmentState): Promise<void> {
  const order = await readOrder({ orderId: state.orderId, cause: state.cause });
  if (order.status === 'CANCELING' && state.status !== 'CANCELING') state.requestCancel({ cause: { ...state.cause, actor: 'reconciler' } });
  else if (isTakenBack(order, shipment)) takeBack(state, shipment, order);
  else if (shipment.status === 'booked' && state.cancelRule === 'asks_carrier')
    state.requestCancel({ cause: { ...state.cause, actor: 'carrier' } }, NOT_CARRIED);
}

/** Until 2026-11-30 a step that read the order did not say so. */
function isTakenBack({ shipments = [] }: Partial<FoundOrder>, { shipmentId }: ShipmentState): boolean {
  return shipments.some((known) => known.shipmentId === shipmentId && known.status === 'cancelled');
}

/** As the cancel of lines would have that recorded it. The next booking finds what else that task has booked. */
function takeBack(state: OrderState, { shipmentId }: ShipmentState, { isOwed }: FoundOrder): void {
  state.shipments.found({ shipmentId, status: 'cancelled' });
  state.isBooked = false;
  if (isOwed && state.paidBack === state.paidCancels) state.paidCancels += 1;
}

const WHERE: Readonly<Partial<Record<LiveShipmentStatus, string>>> = {
  booked: 'booked and not picked up',
  picked_up: 'on its way',
  returning: 'on its way back',
};

/** What a person says about where the parcel is. */
const SAID: Readonly<Record<string, LiveShipmentStatus>> = { mark_delivered: 'delivered', mark_returned: 'returned', mark_lost: 'lost' };

async function askPeople(state: OrderState, shipment: ShipmentState): Promise<void> {
  const { status } = shipment;
  const where = WHERE[status];
  // A lost parcel is before people already.
  if (where === undefined) return;
  const text = `The parcel has been ${where} for too long, and the carrier has nothing new to say about it.`;
  const waits = () => shipment.status === status && state.status !== 'CANCELING' && !state.isAtItsEnd;
  const isOver = () => (waits() ? undefined : 'The parcel has moved on.');
  const cause = { ...state.cause, actor: 'clock' as const };
  const decision = await state.attention.ask({ code: 'CARRIER_SILENT', text, shipment, cause, isOver });
  if (!decision) return;
  const by = decision.cause ?? { actor: 'temporal' };
  if (decision.choice === 'cancel') {
    state.requestCancel({ reason: decision.note ?? 'The carrier never picked the parcel up.', cause: by });
    return;
  }
  const said = SAID[decision.choice];
  if (said !== undefined && !state.isAtItsEnd) shipment.standsAt(said, by);
}
