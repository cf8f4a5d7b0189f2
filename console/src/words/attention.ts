import type { Order } from '../data/order-types.ts';
import { named } from './names.ts';

type Code = NonNullable<Order['needsAttention']>['code'];

/** What a person should know before they choose. */
const ADVICE: Readonly<Record<Code, string>> = {
  CAPTURE_DECLINED: 'The goods have left and the money was not taken. Ask the customer for another way to pay, or write it off.',
  REFUND_DECLINED: 'The money could not be given back this way. Try again, or pay it back by other means and say so here.',
  PAYMENT_PROVIDER_UNAVAILABLE: 'It is tried again by itself. Look whether the payment provider has trouble before you cancel.',
  CARRIER_UNAVAILABLE: 'It is tried again by itself. Look whether the carrier has trouble before you cancel.',
  UNDO_FAILING: 'Something that was done for this order cannot be undone yet. It is tried again by itself.',
  CARRIER_SILENT: 'Ask the carrier where the parcel is, and choose what they say.',
  BACKORDER_OVERDUE: 'Ask when the goods come before you choose. What is dropped is cancelled; the rest goes on to its payment.',
  PARCEL_LOST: 'Refund the customer, or keep waiting in case the parcel turns up.',
};

export const adviceFor = (code: Code) => ADVICE[code];

const CHOICES: Readonly<Record<string, string>> = {
  retry_capture: 'Take the money again',
  write_off: 'Write it off',
  retry_refund: 'Try the refund again',
  refunded_elsewhere: 'It was paid back by other means',
  retry_now: 'Try again now',
  cancel: 'Cancel the order',
  keep_waiting: 'Keep waiting',
  mark_delivered: 'It was delivered',
  mark_returned: 'It came back',
  mark_lost: 'It is lost',
  drop_missing: 'Drop what is missing',
  refund: 'Refund it',
};

export const choiceName = (choice: string) => CHOICES[choice] ?? named(choice);
