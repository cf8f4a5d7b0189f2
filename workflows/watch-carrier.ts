import { sleep } from '@temporalio/workflow';
import type { CarrierPatience } from '../activities/shipment.ts';
import type { OrderState, ParcelStage } from './order-state.ts';
import { queueOf } from './escalation.ts';
import { findShipment } from './steps.ts';

/** What people can decide about a parcel that does not move, by where it is. */
const CHOICES: Readonly<Partial<Record<ParcelStage, Readonly<Record<string, ParcelStage | 'cancel' | 'wait'>>>>> = {
  booked: { keep_waiting: 'wait', cancel: 'cancel' },
  picked_up: { keep_waiting: 'wait', mark_delivered: 'delivered', mark_lost: 'lost' },
  returning: { keep_waiting: 'wait', mark_returned: 'returned', mark_lost: 'lost' },
};

const WHERE: Readonly<Partial<Record<ParcelStage, string>>> = {
  booked: 'booked and not picked up',
  picked_up: 'on its way',
  returning: 'on its way back',
};

/**
 * Tracking news that never comes must not hold an order up. When the carrier has been silent it is asked, after pauses that grow
 * twofold while nothing moves; a parcel that stays where it is for too long becomes a person's matter. One timer at a time.
 */
export async function watchCarrier(state: OrderState, { silenceMs, lateMs }: CarrierPatience): Promise<void> {
  let quietMs = 0;
  let pauseMs = silenceMs;
  while (!state.parcelIsAtItsEnd) {
    const stage = state.parcel;
    await sleep(pauseMs, { summary: 'The carrier has been silent: ask it' });
    if (state.parcel === stage) await askCarrier(state);
    const isStill = state.parcel === stage;
    quietMs = isStill ? quietMs + pauseMs : 0;
    pauseMs = isStill ? pauseMs * 2 : silenceMs;
    if (quietMs < lateMs) continue;
    await askPeople(state, stage);
    quietMs = 0;
    pauseMs = silenceMs;
  }
}

export async function askCarrier(state: OrderState): Promise<void> {
  state.parcelStands(await findShipment.executeWithOptions(queueOf('carrier', state.queues), [{ orderId: state.orderId }]));
}

async function askPeople(state: OrderState, stage: ParcelStage): Promise<void> {
  const choices = CHOICES[stage];
  // A lost parcel is before people already.
  if (!choices) return;
  const attention = {
    code: 'CARRIER_SILENT' as const,
    text: `The parcel has been ${WHERE[stage]} for too long, and the carrier has nothing new to say about it.`,
    choices: Object.keys(choices),
  };
  const waits = () => state.parcel === stage && state.status !== 'CANCELING' && !state.isAtItsEnd;
  const isOver = () => (waits() ? undefined : 'The parcel has moved on.');
  const decision = await state.people.ask({ attention, cause: { ...state.cause, actor: 'clock' }, isOver });
  const meant = decision && choices[decision.choice];
  if (!decision || !meant || meant === 'wait') return;
  const by = decision.cause ?? { actor: 'temporal' };
  if (meant === 'cancel') state.askToCancel({ reason: decision.note ?? 'The carrier never picked the parcel up.', cause: by });
  else state.parcelStands(meant, by);
}
