import { DomainError } from '../domain/errors.ts';
import type { Caller } from './caller.ts';
import { Tally } from './limits/tally.ts';
import { TransportError } from './transport-error.ts';

export interface StreamLimits {
  /** Open at once in this process. */
  readonly all: number;
  readonly perCaller: number;
}

export interface OpenStream {
  /** Aborts when the stream's time is over, with the error that says why, and when it is closed. */
  readonly signal: AbortSignal;
  close(): void;
}

/** A timer of Node cannot be longer (ms). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The streams of events that are open, whichever way they are served: so many in all and for each caller. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #draining: AbortSignal;
  readonly #openBy = new Tally();
  readonly #open = new Set<AbortController>();

  /** `draining` ends every stream. */
  constructor(limits: StreamLimits, draining: AbortSignal) {
    this.#limits = limits;
    this.#draining = draining;
    draining.addEventListener('abort', () => {
      for (const ending of this.#open) ending.abort(beingReplaced());
    });
  }

  /** Until it is closed, the process drains, or the caller's token ends. @throws TransportError OVERLOADED */
  open({ tenant, id, expiresAt }: Caller): OpenStream {
    const caller = JSON.stringify([tenant, id]);
    if (this.#open.size >= this.#limits.all || this.#openBy.of(caller) >= this.#limits.perCaller)
      throw new TransportError('OVERLOADED', 'Too many streams of events are open. Close some, or come back later.');
    const ending = new AbortController();
    this.#open.add(ending);
    const leave = this.#openBy.add(caller);
    if (this.#draining.aborted) ending.abort(beingReplaced());
    const expiry = expiresAt === undefined ? undefined : setTimeout(() => ending.abort(expired()), untilMs(expiresAt));
    return {
      signal: ending.signal,
      close: () => {
        clearTimeout(expiry);
        ending.abort();
        if (this.#open.delete(ending)) leave();
      },
    };
  }
}

function untilMs(instant: number): number {
  return Math.min(Math.max(0, instant - Date.now()), LONGEST_TIMER_MS);
}

function beingReplaced(): DomainError {
  return new DomainError('NOT_READY', 'This server is being replaced. Come back, and go on behind the last event.');
}

function expired(): DomainError {
  return new DomainError('INVALID_TOKEN', 'The access token has expired. Come back with a new one, and go on behind the last event.');
}
