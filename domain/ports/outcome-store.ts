import type { ErrorCode, Fault } from '../errors.ts';
import type { Order } from '../order.ts';

/** First final outcomes of keyed calls that change an order, kept as long as its row. `key` is the SHA-256 of the key's scope. */
export interface OutcomeStore {
  find(key: string): Promise<KeptOutcome | undefined>;
  /** Keeps the outcome unless there is one already; returns the one that is kept. */
  keep(key: string, orderId: string, outcome: KeptOutcome): Promise<KeptOutcome>;
}

export interface KeptOutcome {
  /** SHA-256 of what came with the key; a repeat has to agree. */
  readonly fingerprint: string;
  readonly outcome: FinalOutcome;
}

/** What stands whenever it is asked again. */
export type FinalOutcome =
  /** With the order as it then stood. */
  | { readonly kind: 'done'; readonly order: Order }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly faults: readonly Fault[] };
