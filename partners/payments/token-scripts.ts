import { attemptOf } from '../../domain/identifiers.ts';

/** How the provider treats a payment. What is not said goes well. */
export interface TokenScript {
  /** What an authorisation comes to, where it is not `authorised`. */
  readonly comesTo?: 'declined' | 'requires_action';
  /** The first authorise is carried out, and its answer is lost. */
  readonly loses?: 'first answer';
  /** How many calls answer 503 before one works. */
  readonly fails?: Readonly<Partial<Record<FallibleCall, number>>>;
  /** How long authorise answers 503, from its first call on (ms). */
  readonly awayMs?: number;
  readonly declines?: 'capture' | 'second_capture' | 'refund' | 'renewal';
  /** How long the first authorisation lasts; a renewal lasts as long as any (ms). */
  readonly firstLastsMs?: number;
}
export type FallibleCall = 'authorise' | 'capture' | 'void';

/** What an authorisation comes to. */
export interface Outcome {
  readonly status: 'authorised' | 'requires_action' | 'declined';
  readonly authorisedCents: number;
  readonly expiresAt: Date | null;
}

const HOUR_MS = 3_600_000;
/** As long as card schemes commonly hold money for a purchase online; then the bank gives it back by itself. */
const AUTHORISATION_MS = 7 * 24 * HOUR_MS;

const SCRIPTS: ReadonlyMap<string, TokenScript> = new Map(
  Object.entries<TokenScript>({
    tok_ok: {},
    tok_declined: { comesTo: 'declined' },
    tok_requires_action: { comesTo: 'requires_action' },
    tok_timeout_succeeds: { loses: 'first answer' },
    tok_timeout_fails: { comesTo: 'declined', loses: 'first answer' },
    tok_fails_3_times: { fails: { authorise: 3 } },
    tok_capture_fails_3_times: { fails: { capture: 3 } },
    tok_void_fails_3_times: { fails: { void: 3 } },
    tok_unavailable_20s: { awayMs: 20_000 },
    tok_capture_declined: { declines: 'capture' },
    tok_second_capture_declined: { declines: 'second_capture' },
    tok_refund_declined: { declines: 'refund' },
    tok_expires_soon: { firstLastsMs: HOUR_MS },
    tok_renewal_declined: { firstLastsMs: HOUR_MS, declines: 'renewal' },
  }),
);

/** A token that nobody knows is a card that nobody knows. */
export function scriptOf(token: string): TokenScript {
  return SCRIPTS.get(token) ?? { comesTo: 'declined' };
}

/** What the ledger says of an authorisation, whether or not the caller heard of it. */
export function outcomeOf(token: string, reference: string, amountCents: number): Outcome {
  const { comesTo, declines, firstLastsMs } = scriptOf(token);
  const isRenewal = attemptOf(reference) > 1;
  if (declines === 'renewal' && isRenewal) return withoutMoney('declined');
  return comesTo ? withoutMoney(comesTo) : authorisedFor(amountCents, isRenewal ? undefined : firstLastsMs);
}

export function declinesCapture({ token, capturedCents }: { readonly token: string; readonly capturedCents: number }): boolean {
  const { declines } = scriptOf(token);
  return declines === 'capture' || (declines === 'second_capture' && capturedCents > 0);
}

export function authorisedFor(amountCents: number, lastsMs = AUTHORISATION_MS): Outcome {
  return { status: 'authorised', authorisedCents: amountCents, expiresAt: new Date(Date.now() + lastsMs) };
}

export function withoutMoney(status: 'declined' | 'requires_action'): Outcome {
  return { status, authorisedCents: 0, expiresAt: null };
}
