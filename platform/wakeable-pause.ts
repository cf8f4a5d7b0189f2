import { setTimeout as delay } from 'node:timers/promises';

type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

const sleep: Sleep = (ms, signal) => delay(ms, undefined, { signal });

/** Pauses that end early when somebody says so, also where that was said since the one before. */
export class WakeablePause {
  readonly #sleep: Sleep;
  #isWoken = false;
  #early = new AbortController();

  constructor(sleeping = sleep) {
    this.#sleep = sleeping;
  }

  readonly wake = (): void => {
    this.#isWoken = true;
    this.#early.abort();
  };

  async upTo(ms: number): Promise<void> {
    if (!this.#isWoken && ms > 0) await this.#sleep(ms, this.#early.signal).catch(() => undefined);
    this.#isWoken = false;
    if (this.#early.signal.aborted) this.#early = new AbortController();
  }
}
