import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { FinalOutcome, KeptOutcome, OutcomeStore } from '../../domain/ports/outcome-store.ts';
import { ERROR_TABLE } from '../error-table.ts';
import { keyReused } from './repeat-key.ts';

/** How a change of an order went. `under_way`: accepted, and outlasts the deadline; the order shows how it goes on. */
export type ChangeOutcome =
  | { readonly kind: 'done'; readonly order: Order; /** The key came before: this repeats its outcome. */ readonly isReplay?: true }
  | { readonly kind: 'under_way'; readonly order: Order };

/** A refusal that a key got before. */
export class RepeatedRefusal extends DomainError {
  override name = 'RepeatedRefusal';
}

export interface RepeatableCall {
  readonly orderId: string;
  /** Without a key nothing is kept. */
  readonly key?: { /** SHA-256 of its scope. */ readonly hash: string; readonly fingerprint: string };
}

/**
 * Gives a repeat of a keyed call its first final outcome; runs `work` otherwise.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with other content before; RepeatedRefusal when it was refused
 */
export async function outcomeOnce(
  outcomes: OutcomeStore,
  { orderId, key }: RepeatableCall,
  work: () => Promise<ChangeOutcome>,
): Promise<ChangeOutcome> {
  if (!key) return work();
  const { hash, fingerprint } = key;
  const kept = await outcomes.find(hash);
  if (kept) return repeated(agreeing(kept, fingerprint));
  const outcome = await work().catch(refusalOf);
  if (outcome.kind === 'under_way') return outcome;
  // Of two at the same instant, both get the outcome of the first.
  const first = agreeing(await outcomes.keep(hash, orderId, { fingerprint, outcome }), fingerprint);
  if (first.kind === 'refused') throw new DomainError(first.code, first.message, first.faults);
  return first;
}

function agreeing(kept: KeptOutcome, fingerprint: string): FinalOutcome {
  if (kept.fingerprint !== fingerprint) throw keyReused();
  return kept.outcome;
}

function repeated(outcome: FinalOutcome): ChangeOutcome {
  if (outcome.kind === 'refused') throw new RepeatedRefusal(outcome.code, outcome.message, outcome.faults);
  return { ...outcome, isReplay: true };
}

/** What may still turn out otherwise binds no key. */
function refusalOf(error: unknown): FinalOutcome {
  if (!(error instanceof DomainError) || !('isFinal' in ERROR_TABLE[error.code])) throw error;
  return { kind: 'refused', code: error.code, message: error.message, faults: error.faults };
}
