// Keeps the parts running: starts one again when it ends, gives up when one will not come up.
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../platform/poll.ts';
import { CannotStart } from './errors.ts';
import { StartError, describeExit } from './part.ts';
import type { Part, Running } from './part.ts';
import { seconds } from './progress.ts';
import type { Report } from './progress.ts';
import type { RunFolder } from './run-folder.ts';

export type SupervisorOptions = {
  report: Report;
  runFolder: RunFolder;
  signal: AbortSignal;
  /** A part that was up once is started again for as long as it takes, as Kubernetes does it. */
  tireless?: boolean;
};

const maxFailures = 5;
const windowMs = 60_000;
const longestDelayMs = 5000;
/** A part that ran this long was well: its next restart is at once again. */
const wellAfterMs = 5000;

/** Thrown when a part did not come up; the message holds the last reason and what its log says. */
export class GaveUp extends Error {
  override name = 'GaveUp';
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, Running>();
  readonly #failed = Promise.withResolvers<never>();
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#failed.promise.catch(() => {});
  }

  /** Rejects when a part cannot be brought up, at first or again, so that nobody waits for the others. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get hasRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves when the part is up for the first time, and watches it from then on. */
  async start(part: Part): Promise<void> {
    const running = await this.#comeUp(part, false).catch((error: unknown) => {
      this.#failed.reject(error);
      throw error;
    });
    this.#keepUp(part, running).catch((error: unknown) => this.#failed.reject(error));
  }

  /** Stops the named parts, one after another, each with its own grace. */
  async stop(names: string[]): Promise<void> {
    this.#stopping = true;
    for (const name of names) await this.#running.get(name)?.stop();
  }

  async stopTogether(names: string[]): Promise<void> {
    await Promise.all(names.map((name) => this.stop([name])));
  }

  killAll(): void {
    this.#stopping = true;
    for (const running of this.#running.values()) running.kill();
  }

  async #keepUp(part: Part, first: Running): Promise<void> {
    let running = first;
    let delayMs = 0;
    for (;;) {
      const upSince = Date.now();
      const exit = await running.exited;
      if (this.#stopping) return;
      delayMs = Date.now() - upSince > wellAfterMs ? 0 : nextDelay(delayMs);
      this.#options.report(`${part.name} ended (${describeExit(exit)}): starting it again`);
      await delay(delayMs);
      if (this.#stopping) return;
      const began = Date.now();
      running = await this.#comeUp(part, true);
      this.#options.report(`${part.name} is up again after ${seconds(began)}`);
    }
  }

  async #comeUp(part: Part, patient: boolean): Promise<Running> {
    const tireless = patient && this.#options.tireless;
    const firstTry = Date.now();
    let delayMs = 0;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#tryToStart(part, patient);
      } catch (error) {
        if (this.#stopping || this.#options.signal.aborted || error instanceof CannotStart) throw error;
        if (!tireless && (failures >= maxFailures || Date.now() - firstTry > windowMs))
          throw new GaveUp(whyGivenUp(part.name, failures, error), { cause: error });
        delayMs = nextDelay(delayMs);
        this.#options.report(`${part.name} did not come up (${reasonOf(error)}): trying again`);
      }
      await delay(delayMs, undefined, { signal: this.#options.signal });
    }
  }

  async #tryToStart(part: Part, patient: boolean): Promise<Running> {
    const { runFolder, signal } = this.#options;
    const running = await part.start({ signal, patient, onSpawn: (pid) => runFolder.record(part.name, pid) }).catch((error: unknown) => {
      runFolder.forget(part.name);
      throw error;
    });
    this.#running.set(part.name, running);
    void running.exited.then(() => {
      this.#running.delete(part.name);
      runFolder.forget(part.name);
    });
    return running;
  }
}

function nextDelay(delayMs: number): number {
  return Math.min(longestDelayMs, delayMs === 0 ? 250 : delayMs * 2);
}

function whyGivenUp(name: string, failures: number, error: unknown): string {
  const log = error instanceof StartError ? error.log.map((line) => `    ${shortened(line)}`) : [];
  return [`${name} did not come up in ${failures} tries: ${reasonOf(error)}`, ...log].join('\n');
}

/** What matters of a long line stands at its ends. */
function shortened(line: string): string {
  return line.length <= 300 ? line : `${line.slice(0, 120)} … ${line.slice(-170)}`;
}
