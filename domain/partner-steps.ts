import type { PartnerQueues } from './run-settings.ts';

/** The steps that somebody outside has to answer, by the names of their activities. */
export const PARTNER_STEPS = {
  authorisePayment: 'payment',
  voidPayment: 'payment',
  renewAuthorisation: 'payment',
  authoriseEdit: 'payment',
  keepOneAuthorisation: 'payment',
  capturePayment: 'payment',
  captureShipment: 'payment',
  sendRefund: 'payment',
  bookShipment: 'carrier',
  cancelShipment: 'carrier',
  findShipment: 'carrier',
} as const satisfies Readonly<Record<string, keyof PartnerQueues>>;

export type PartnerStepName = keyof typeof PARTNER_STEPS;
