import { condition } from '@temporalio/workflow';
import type { Cause } from '../domain/order-event.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderLife } from './order-life.ts';
import { isFree } from './secure.ts';
import { capture, refundRest } from './settle-money.ts';
import { completeLostOrder, completeOrder, markDelivered, markParcelBack, markReturned, markShipped, markStrayed } from './steps.ts';

/** From the pick-up to the end: the money is captured while the parcel travels, and neither waits for the other. */
export async function deliver(life: OrderLife, input: ProcessOrderInput): Promise<void> {
  const { orderId } = life;
  life.moved(await markShipped({ orderId, cause: byCarrier(life) }), 'On its way; waiting for the delivery.');
  const money = settleMoney(life, input);

  const outcome = await travel(life);
  const cause = byCarrier(life);
  if (outcome === 'delivered') {
    const isSettled = money.isSettled && money.failure === undefined && life.people.attention === undefined;
    const delivered = await markDelivered({ orderId, cause, isSettled });
    life.moved(delivered, isSettled ? 'Delivered and paid.' : waitsForMoney(life, 'Delivered'));
    if (life.isAtItsEnd) return;
  } else if (outcome === 'returned') {
    life.moved(await markParcelBack({ orderId, cause }), waitsForMoney(life, 'Came back undelivered'));
  }
  await condition(() => money.isSettled && life.people.attention === undefined);
  if (money.failure) throw money.failure;
  await end(life, input, outcome, cause);
}

interface Money {
  isSettled: boolean;
  failure?: unknown;
}

/** Captures beside the parcel's way. What fails here is thrown where the order waits for the money, not into the workflow's task. */
function settleMoney(life: OrderLife, input: ProcessOrderInput): Money {
  const money: Money = { isSettled: isFree(input) };
  if (money.isSettled) return money;
  void capture(life, input)
    .catch((error: unknown) => (money.failure = error))
    .finally(() => (money.isSettled = true));
  return money;
}

type Outcome = 'delivered' | 'returned' | 'lost';

/** Follows the parcel to where it ends. One that is lost is a person's matter, until it turns up or the customer is paid. */
async function travel(life: OrderLife): Promise<Outcome> {
  const { orderId } = life;
  for (;;) {
    const stage = life.parcel;
    if (stage === 'delivered' || stage === 'returned') return stage;
    if (stage === 'lost' || stage === 'returning') {
      const strayed = await markStrayed({ orderId, cause: byCarrier(life), status: stage });
      life.moved(strayed, stage === 'lost' ? 'The parcel is lost.' : 'The parcel comes back undelivered.');
      if (stage === 'lost' && (strayed.isSettled || (await isGivenUp(life)))) return 'lost';
    }
    // A lost parcel that people wait for is asked about again; anything else that stands still, the watch over the carrier reports.
    await (stage === 'lost' ? condition(() => life.parcel !== stage, life.lateMs) : condition(() => life.parcel !== stage));
  }
}

async function isGivenUp(life: OrderLife): Promise<boolean> {
  const attention = {
    code: 'PARCEL_LOST' as const,
    text: 'The carrier has lost the parcel. Give the customer the money back, or wait whether it turns up.',
    choices: ['refund', 'keep_waiting'],
  };
  const isOver = () => (life.parcel === 'lost' ? undefined : 'The parcel turned up.');
  const decision = await life.people.ask({ attention, cause: byCarrier(life), isOver });
  return decision?.choice === 'refund';
}

async function end(life: OrderLife, input: ProcessOrderInput, outcome: Outcome, cause: Cause): Promise<void> {
  const { orderId } = life;
  if (outcome === 'delivered') {
    life.moved(await completeOrder({ orderId, cause }), 'Delivered and paid.');
  } else if (outcome === 'returned') {
    await refundRest(life, input, 'returned', 'The parcel came back undelivered.');
    life.moved(await markReturned({ orderId, cause }), 'Everything came back undelivered; the customer has the money back.');
  } else {
    await refundRest(life, input, 'lost', 'The carrier lost the parcel.');
    life.moved(await completeLostOrder({ orderId, cause }), 'Lost on its way; settled with the customer.');
  }
}

/** The carrier, or the person who said what the carrier did not. */
function byCarrier(life: OrderLife): Cause {
  return life.parcelCause ?? { ...life.cause, actor: 'carrier' };
}

function waitsForMoney({ people }: OrderLife, where: string): string {
  return people.attention ? `${where}. **Waits for a person.** ${people.attention.text}` : `${where}; waiting for the money to be settled.`;
}
