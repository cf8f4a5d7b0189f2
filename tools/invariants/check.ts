/** What the tool looks into. The payment provider's ledger is apart: it may be elsewhere than our tables. */
export const SOURCES = ['postgres', 'provider', 'nats', 'temporal'] as const;
export type Source = (typeof SOURCES)[number];

/** A source that a check needs cannot be reached, or stopped answering. */
export class SourceMissing extends Error {
  override name = 'SourceMissing';
  readonly source: Source;

  constructor(source: Source, reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.source = source;
  }
}

export interface Violation {
  /** An order's id; where no order is concerned, a SKU or the place of a message in the stream. */
  readonly id: string;
  readonly says: string;
  /** When what it concerns last changed; null when no committed state may look like this, whatever is under way. */
  readonly changedAt: Date | null;
}

export interface Scope {
  /** Orders created since. */
  readonly since: Date | null;
  /** On a second look: these ids only. */
  readonly only?: readonly string[];
  /** Told now and then how many were looked at so far. */
  readonly onSeen?: (count: number) => void;
}

export interface Look {
  readonly looked: number;
  /** At most {@link MOST_VIOLATIONS}. */
  readonly violations: readonly Violation[];
}

/** More of a kind tell nothing new, and must not fill the memory. */
export const MOST_VIOLATIONS = 1000;

/** One question to the system; `number` begins with that of the contract's invariant. */
export interface Check {
  readonly number: string;
  readonly title: string;
  /** What is counted. */
  readonly of: 'orders' | 'events' | 'SKUs' | 'reservations' | 'payments' | 'messages' | 'deliveries' | 'workflows';
  /** Where the reconciler may still be about to put it right: how long it is waited for in addition to the settling time (ms). */
  readonly repairMs?: number;
  /** @throws SourceMissing */
  look(scope: Scope): Promise<Look>;
}
