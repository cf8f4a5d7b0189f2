import type { Kind } from './order-maker.ts';

/** How an order stands that is stored many times. */
interface Stored {
  readonly kind: Kind;
  /** Of a thousand orders. */
  readonly perMille: number;
  readonly isAtItsEnd: boolean;
}

/** 970 of 1,000 are at their end. */
export const STORED: readonly Stored[] = [
  { kind: 'completed', perMille: 872, isAtItsEnd: true },
  { kind: 'canceled', perMille: 40, isAtItsEnd: true },
  { kind: 'declined', perMille: 20, isAtItsEnd: true },
  { kind: 'out of stock', perMille: 10, isAtItsEnd: true },
  { kind: 'refunded', perMille: 15, isAtItsEnd: true },
  { kind: 'returned', perMille: 10, isAtItsEnd: true },
  { kind: 'written off', perMille: 2, isAtItsEnd: true },
  { kind: 'refunding', perMille: 1, isAtItsEnd: true },
  { kind: 'created', perMille: 2, isAtItsEnd: false },
  { kind: 'requires action', perMille: 2, isAtItsEnd: false },
  { kind: 'confirmed', perMille: 8, isAtItsEnd: false },
  { kind: 'fulfilling', perMille: 6, isAtItsEnd: false },
  { kind: 'shipped', perMille: 10, isAtItsEnd: false },
  { kind: 'delivered', perMille: 2, isAtItsEnd: false },
];

/** Orders at their end are spread over a year, others over the last days. */
export const ENDED_DAYS = 365;
export const OPEN_DAYS = 10;
/** Sent outbox rows are kept as long as the product keeps them. */
export const OUTBOX_DAYS = 7;

export const SKUS = 2000;
/** Of so many, more is reserved than there is. */
export const SHORT_SKUS = 20;
/** Who gave a twentieth of all orders, such as a marketplace. */
export const BIG_CUSTOMER = 'cust_big';
