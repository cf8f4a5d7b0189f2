import type { Actor } from '../domain/order-event.ts';

/** Who calls. Keys are theirs alone, and they see the orders of their tenant only. */
export interface Caller {
  readonly id: string;
  /** Empty where all callers share one. */
  readonly tenant: string;
  /** What the events that the call causes say of who caused them. */
  readonly actor: Actor;
  /** How long the caller's token is good (ms since 1970); absent where none is needed. */
  readonly expiresAt?: number;
}

/** Where nobody has to say who calls. */
export const ANYBODY: Caller = { id: 'anonymous', tenant: '', actor: 'api' };
