import type { LineQuantity } from '../order-quantities.ts';

export interface Shortage {
  readonly sku: string;
  readonly wanted: number;
  readonly available: number;
}

export interface ReservationLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
}

/**
 * Keeps stock, a reservation a line. Each call carries a step, and takes effect once per order and step, however often and by
 * however many it is repeated. All throw DependencyError when the stock cannot be reached.
 */
export interface StockKeeper {
  /**
   * All lines or none. `released`: the order's reservation was closed before. A repeat answers what the call did that took effect;
   * what was short took none, and is looked at anew. A line that is there already is reserved that much more of. What others wait for is
   * not free. With `allowBackorder` what is short is waited for: what comes free of a SKU goes to who waited longest.
   */
  reserve(call: {
    orderId: string;
    /** Whose stock; absent where all share it. */
    tenant?: string | undefined;
    step: string;
    lines: readonly ReservationLine[];
    /** ISO 8601. */
    expiresAt: string;
    allowBackorder?: boolean | undefined;
  }): Promise<ReserveOutcome>;
  /** Looks what an order has by now that waits. With the last of it, all is reserved until `expiresAt`, or until what was said first. */
  claim(call: { orderId: string; expiresAt: string }): Promise<ReserveOutcome>;
  /** Waits for nothing any more. Answers what is left of each line, reserved or gone. */
  stopWaiting(orderId: string): Promise<readonly LineQuantity[]>;
  /** Gives so many units of these lines back to stock, never more than there are: those that are waited for first. */
  release(call: StockMove): Promise<void>;
  /**
   * Gives back all that is still reserved, and bars a reserve that comes late: a line without a row gets a closed one. `lines` are
   * all that the order was ever asked to be reserved for.
   */
  close(call: { orderId: string; tenant?: string | undefined; lines: readonly ReservationLine[] }): Promise<void>;
  /**
   * Gives back what of the order is reserved beyond so many units of these lines, and bars a reserve under the step that comes late.
   * `lines` are all that it keeps reserved.
   */
  cutBack(call: StockMove): Promise<void>;
  /** The goods left: so many units of these lines are taken off reserved and off hand. */
  ship(call: StockMove): Promise<void>;
  /** So many units of these lines came back and are on hand again, never more than have left. */
  restock(call: StockMove): Promise<void>;
  /**
   * Gives out what is free although orders wait for it, which whoever set it free was kept from. Answers orders that were given units
   * and have not claimed them.
   */
  serveLeftOver(limit: number): Promise<readonly string[]>;
}

export interface StockMove {
  readonly orderId: string;
  readonly step: string;
  readonly lines: readonly LineQuantity[];
}

export type ReserveOutcome =
  | { readonly outcome: 'reserved'; readonly expiresAt: string }
  | { readonly outcome: 'short'; readonly shortages: readonly Shortage[] }
  /** For so many units of these lines; the rest is reserved. */
  | { readonly outcome: 'waiting'; readonly lines: readonly LineQuantity[] }
  | { readonly outcome: 'released' };
