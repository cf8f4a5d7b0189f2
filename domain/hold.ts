import { holdIdOf } from './identifiers.ts';
import type { Actor } from './order-event.ts';
import type { OrderStatus } from './order-status.ts';

export const HOLD_REASONS = ['fraud', 'address', 'payment', 'stock', 'customer', 'other'] as const;

/** Why an order is to be kept from being handed over. */
export interface HoldRequest {
  readonly reason: (typeof HOLD_REASONS)[number];
  /** For people. */
  readonly note?: string | undefined;
}

/** Keeps an order from being handed over until it is released. */
export interface Hold extends HoldRequest {
  readonly holdId: string;
  readonly placedBy: Actor;
  /** ISO 8601. */
  readonly placedAt: string;
}

/** So many an order has at once: each stands in its row and its events. */
export const MOST_HOLDS = 10;

/** Until the hand-over is decided. */
export function mayBeHeld({ status }: { readonly status: OrderStatus }): boolean {
  return status === 'CREATED' || status === 'CONFIRMED';
}

/** The holds that come with an order. */
export function holdsWithOrder(requested: readonly (HoldRequest & Pick<Hold, 'placedBy'>)[], placedAt: string): Hold[] {
  return requested.map((hold, index) => ({ holdId: holdIdOf(String(index + 1)), ...hold, placedAt }));
}

export function whyNoHold({ status }: { readonly status: OrderStatus }): string {
  return mayBeHeld({ status })
    ? `An order has at most ${MOST_HOLDS} holds at once, and this one has them all.`
    : `The order is ${status}: only what is not handed over yet can be held.`;
}
