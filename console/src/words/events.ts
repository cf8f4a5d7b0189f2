import type { OrderEvent } from '../../../clients/typescript/src/index.ts';
import { named } from './names.ts';

const TITLES: Readonly<Partial<Record<OrderEvent['type'], string>>> = {
  'orders.changed': 'Changed',
  'orders.payment_changed': 'Payment',
  'orders.shipment_changed': 'Parcel',
  'orders.refunded': 'Refund',
  'orders.needs_attention': 'Needs a person',
  'orders.attention_resolved': 'A person decided',
  'orders.cancel_refused': 'Cancel refused',
  'orders.note_added': 'Note',
};

export const titleOf = (type: OrderEvent['type']) => TITLES[type] ?? named(type.replace('orders.', ''));

const PARTIES: Readonly<Record<string, string>> = {
  api: 'a caller of the API',
  temporal: 'a person through Temporal',
  provider: 'the payment provider',
  carrier: 'the carrier',
  clock: 'the clock',
  reconciler: 'the reconciler',
};

/** Who did it, for people. */
export const partyOf = (actor: string) => PARTIES[actor] ?? actor;
