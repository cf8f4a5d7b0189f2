import type { Request, Response } from 'express';
import type { Logger } from '../../platform/logger.ts';
import { TransportError } from '../transport-error.ts';
import { sendEvents, type EventSource } from './event-stream.ts';

declare global {
  namespace Express {
    interface Request {
      /** Its answer is a stream of events. */
      isStream?: true;
    }
  }
}

export interface StreamLimits {
  /** Open at once in this process. */
  readonly all: number;
  readonly perCaller: number;
}

export interface OpenStreamsOptions {
  readonly limits: StreamLimits;
  /** Ends every stream: the process drains. */
  readonly draining: AbortSignal;
  readonly log: Logger;
}

/** The streams of events that are open: so many in all and for each caller, until their time is over. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #draining: AbortSignal;
  readonly #log: Logger;
  readonly #openBy = new Map<string, number>();
  #open = 0;

  constructor({ limits, draining, log }: OpenStreamsOptions) {
    this.#limits = limits;
    this.#draining = draining;
    this.#log = log;
  }

  /** Opens one and leaves it open. @throws TransportError OVERLOADED */
  open(req: Request, res: Response, source: EventSource): void {
    const { id, tenant, expiresAt } = req.caller;
    const caller = JSON.stringify([tenant, id]);
    const openByCaller = this.#openBy.get(caller) ?? 0;
    if (this.#open >= this.#limits.all || openByCaller >= this.#limits.perCaller)
      throw new TransportError('OVERLOADED', 'Too many streams of events are open. Close some, or come back later.');
    req.isStream = true;
    this.#open += 1;
    this.#openBy.set(caller, openByCaller + 1);

    const ending = new AbortController();
    const end = () => ending.abort();
    this.#draining.addEventListener('abort', end);
    const expiry = expiresAt === undefined ? undefined : setTimeout(end, Math.min(expiresAt - Date.now(), LONGEST_TIMER_MS));
    res.once('close', () => {
      end();
      clearTimeout(expiry);
      this.#draining.removeEventListener('abort', end);
      this.#open -= 1;
      this.#leave(caller);
    });
    if (this.#draining.aborted) end();
    sendEvents(res, source(ending.signal), ending.signal).catch((err: unknown) => this.#log.warn({ err }, 'a stream of events broke off'));
  }

  #leave(caller: string): void {
    const left = (this.#openBy.get(caller) ?? 1) - 1;
    if (left === 0) this.#openBy.delete(caller);
    else this.#openBy.set(caller, left);
  }
}

/** A timer of Node cannot be longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
