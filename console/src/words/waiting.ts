import type { Order } from '../data/order-types.ts';
import { adviceFor } from './attention.ts';
import { missingOf } from './backorder.ts';
import { named } from './names.ts';
import { ago, at, lasting } from './time.ts';

export interface Explanation {
  /** One sentence: whom the order waits for, and since when. */
  readonly why: string;
  /** What whoever reads it can do. */
  readonly whatToDo: string;
}

type What = NonNullable<Order['waitingFor']>['what'];
type Explain = (order: Order) => Explanation;

const EXPLANATIONS: Readonly<Record<What, Explain>> = {
  person: ({ needsAttention }) => ({
    why: needsAttention?.text ?? 'It waits for a person.',
    whatToDo: needsAttention ? adviceFor(needsAttention.code) : 'Look at its history.',
  }),
  hold: ({ holds }) => ({
    why: `It is held: ${holds.map(({ reason, note }) => named(reason) + (note === undefined ? '' : ` (${note})`)).join(', ')}.`,
    whatToDo: 'Release every hold once its reason is settled; a cancel works meanwhile.',
  }),
  customer: ({ payment }) => ({
    why: 'The customer has to confirm the payment with their bank.',
    whatToDo: payment.nextAction ? 'Ask the customer to finish it; their shop has the address.' : 'Ask the customer to finish it.',
  }),
  payment_provider: ({ status }) => ({
    why: status === 'CANCELING' ? 'The payment provider has to undo the payment.' : 'The payment provider has not answered yet.',
    whatToDo: 'Nothing: it is tried again by itself, and a person is asked when it takes too long.',
  }),
  carrier: ({ shipments }) => ({
    why: shipments.length === 0 ? 'The carrier has to take the booking.' : 'The parcel is with the carrier.',
    whatToDo: 'Nothing: the carrier tells what happens, and a person is asked when it falls silent.',
  }),
  worker: () => ({ why: 'The next step has not run yet.', whatToDo: 'Nothing, unless it lasts: then look whether workers run.' }),
  stock: (order) => ({
    why: `Stock has to come: ${missingOf(order)}.`,
    whatToDo:
      order.backorderUntil === undefined
        ? 'Nothing: what is missing is being dropped.'
        : `Nothing: it goes on when the stock comes, and a person is asked at ${at(order.backorderUntil)}.`,
  }),
  clock: ({ handOverAfter }) => ({
    why: `It can still be changed until ${handOverAfter === undefined ? 'its time is over' : at(handOverAfter)}.`,
    whatToDo: 'Nothing: it is handed over then. Place a hold to keep it.',
  }),
};

/** Why the order stands where it stands; undefined when it waits for nobody. */
export function explain(order: Order): Explanation | undefined {
  const { waitingFor } = order;
  if (!waitingFor) return undefined;
  const { why, whatToDo } = EXPLANATIONS[waitingFor.what](order);
  const since = `Waiting for ${lasting(waitingFor.since)}.`;
  const next =
    waitingFor.nextTryAt === undefined || waitingFor.what === 'clock' || waitingFor.what === 'stock'
      ? ''
      : ` The next try is ${ago(waitingFor.nextTryAt)}.`;
  return { why: `${why} ${since}${next}`, whatToDo };
}
