import { condition } from '@temporalio/workflow';
import type { Cause } from '../domain/order-event.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderState } from './order-state.ts';
import { isFree } from './secure.ts';
import { capture, refundRest } from './settle-money.ts';
import { completeLostOrder, completeOrder, markDelivered, markParcelBack, markReturned, markShipped, markStrayed } from './steps.ts';

/** From the pick-up to the end: the money is captured while the parcel travels, and neither waits for the other. */
export async function deliver(state: OrderState, input: ProcessOrderInput): Promise<void> {
  const { orderId } = state;
  state.publishStatus(await markShipped({ orderId, cause: byCarrier(state) }), 'On its way; waiting for the delivery.');
  const money = settleMoney(state, input);

  const outcome = await travel(state);
  const cause = byCarrier(state);
  if (outcome === 'delivered') {
    const isSettled = money.isSettled && money.failure === undefined && state.people.attention === undefined;
    const delivered = await markDelivered({ orderId, cause, isSettled });
    state.publishStatus(delivered, isSettled ? 'Delivered and paid.' : waitsForMoney(state, 'Delivered'));
    if (state.isAtItsEnd) return;
  } else if (outcome === 'returned') {
    state.publishStatus(await markParcelBack({ orderId, cause }), waitsForMoney(state, 'Came back undelivered'));
  }
  await condition(() => money.isSettled && state.people.attention === undefined);
  if (money.failure) throw money.failure;
  await end(state, input, outcome, cause);
}

interface Money {
  isSettled: boolean;
  failure?: unknown;
}

/** Captures beside the parcel's way. What fails here is thrown where the order waits for the money, not into the workflow's task. */
function settleMoney(state: OrderState, input: ProcessOrderInput): Money {
  const money: Money = { isSettled: isFree(input) };
  if (money.isSettled) return money;
  void capture(state, input)
    .catch((error: unknown) => (money.failure = error))
    .finally(() => (money.isSettled = true));
  return money;
}

type Outcome = 'delivered' | 'returned' | 'lost';

/** Follows the parcel to where it ends. One that is lost is a person's matter, until it turns up or the customer is paid. */
async function travel(state: OrderState): Promise<Outcome> {
  const { orderId } = state;
  for (;;) {
    const stage = state.parcel;
    if (stage === 'delivered' || stage === 'returned') return stage;
    if (stage === 'lost' || stage === 'returning') {
      const strayed = await markStrayed({ orderId, cause: byCarrier(state), status: stage });
      state.publishStatus(strayed, stage === 'lost' ? 'The parcel is lost.' : 'The parcel comes back undelivered.');
      if (stage === 'lost' && (strayed.isSettled || (await isGivenUp(state)))) return 'lost';
    }
    // A lost parcel that people wait for is asked about again; anything else that stands still, the watch over the carrier reports.
    await (stage === 'lost' ? condition(() => state.parcel !== stage, state.lateMs) : condition(() => state.parcel !== stage));
  }
}

async function isGivenUp(state: OrderState): Promise<boolean> {
  const attention = {
    code: 'PARCEL_LOST' as const,
    text: 'The carrier has lost the parcel. Give the customer the money back, or wait whether it turns up.',
    choices: ['refund', 'keep_waiting'],
  };
  const isOver = () => (state.parcel === 'lost' ? undefined : 'The parcel turned up.');
  const decision = await state.people.ask({ attention, cause: byCarrier(state), isOver });
  return decision?.choice === 'refund';
}

async function end(state: OrderState, input: ProcessOrderInput, outcome: Outcome, cause: Cause): Promise<void> {
  const { orderId } = state;
  if (outcome === 'delivered') {
    state.publishStatus(await completeOrder({ orderId, cause }), 'Delivered and paid.');
  } else if (outcome === 'returned') {
    await refundRest(state, input, 'returned', 'The parcel came back undelivered.');
    state.publishStatus(await markReturned({ orderId, cause }), 'Everything came back undelivered; the customer has the money back.');
  } else {
    await refundRest(state, input, 'lost', 'The carrier lost the parcel.');
    state.publishStatus(await completeLostOrder({ orderId, cause }), 'Lost on its way; settled with the customer.');
  }
}

/** The carrier, or the person who said what the carrier did not. */
function byCarrier(state: OrderState): Cause {
  return state.parcelCause ?? { ...state.cause, actor: 'carrier' };
}

function waitsForMoney({ people }: OrderState, where: string): string {
  return people.attention ? `${where}. **Waits for a person.** ${people.attention.text}` : `${where}; waiting for the money to be settled.`;
}
