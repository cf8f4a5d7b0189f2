// Keeps the services running: starts one again when it ends, gives up when one will not come up.
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart } from '../errors.ts';
import { describeExit } from './launch.ts';
import type { Service, RunningProcess } from './launch.ts';
import { seconds } from '../../../platform/screen.ts';
import type { Report } from '../../../platform/screen.ts';
import type { RunFolder } from '../data-dir/run-folder.ts';
import { whyGivenUp, whyNotUp } from '../screen/start-failure.ts';

export type SupervisorOptions = {
  report: Report;
  runFolder: RunFolder;
  signal: AbortSignal;
  /** A service that was up once is started again for as long as it takes, as Kubernetes does it. */
  tireless?: boolean;
  /** While the disk is full no service is given up: only room brings it back. */
  isDiskFull?: () => Promise<boolean>;
};

const maxFailures = 5;
const windowMs = 60_000;
const longestDelayMs = 5000;
/** A service that ran this long was well: its next restart is at once again. */
const wellAfterMs = 5000;

/** Thrown when a service did not come up; the message holds the last reason and what its log says. */
export class GaveUp extends Error {
  override name = 'GaveUp';
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, RunningProcess>();
  /** What brings a service up at this moment, or waits to try again. */
  readonly #comingUp = new Map<string, AbortController>();
  /** Why a process is being stopped so that the next one takes its place. */
  readonly #whyRestarted = new Map<string, string>();
  readonly #failed = Promise.withResolvers<never>();
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#failed.promise.catch(() => {});
  }

  /** Rejects when a service cannot be brought up, at first or again, so that nobody waits for the others. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get hasRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves when the service is up for the first time, and watches it from then on. */
  async start(service: Service): Promise<void> {
    const running = await this.#comeUp(service, false).catch((error: unknown) => {
      this.#failed.reject(error);
      throw error;
    });
    this.#keepUp(service, running).catch((error: unknown) => this.#failed.reject(error));
  }

  /** Has a new process take the place of the one that runs, or tries at once to start one that does not come up. */
  restart(name: string, why: string): void {
    const isUnderWay = this.#whyRestarted.has(name);
    this.#whyRestarted.set(name, why);
    this.#comingUp.get(name)?.abort(new StartedAnew());
    if (!isUnderWay) void this.#running.get(name)?.stop();
  }

  /** Stops the named services, one after another, each with its own grace. */
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

  async #keepUp(service: Service, first: RunningProcess): Promise<void> {
    let running = first;
    let delayMs = 0;
    for (;;) {
      const upSince = Date.now();
      const exit = await running.exited;
      if (this.#stopping) return;
      const began = Date.now();
      if (!this.#whyRestarted.has(service.name)) {
        delayMs = Date.now() - upSince > wellAfterMs ? 0 : nextDelay(delayMs);
        this.#options.report(`${service.name} ended (${describeExit(exit)}): starting it again`);
        await delay(delayMs);
        if (this.#stopping) return;
      }
      running = await this.#comeUp(service, true);
      const why = this.#whyRestarted.get(service.name);
      this.#whyRestarted.delete(service.name);
      this.#options.report(`${service.name} is up again after ${seconds(began)}${why === undefined ? '' : `: ${why}`}`);
    }
  }

  async #comeUp(service: Service, patient: boolean): Promise<RunningProcess> {
    const tireless = patient && this.#options.tireless;
    let firstTry = Date.now();
    let delayMs = 0;
    let told = '';
    for (let failures = 1; ; failures += 1) {
      const anew = new AbortController();
      this.#comingUp.set(service.name, anew);
      const signal = AbortSignal.any([this.#options.signal, anew.signal]);
      try {
        return await this.#tryToStart(service, patient, signal);
      } catch (error) {
        if (this.#stopping || this.#options.signal.aborted || error instanceof CannotStart) throw error;
        if (await this.#options.isDiskFull?.()) [failures, firstTry] = [0, Date.now()];
        if (!tireless && (failures >= maxFailures || Date.now() - firstTry > windowMs))
          throw new GaveUp(whyGivenUp(service.name, failures, error), { cause: error });
        if (anew.signal.aborted) continue;
        delayMs = nextDelay(delayMs);
        const reason = whyNotUp(error);
        if (reason !== told) this.#options.report(`${service.name} did not come up (${reason}): trying again`);
        told = reason;
        await delay(delayMs, undefined, { signal }).catch(() => this.#options.signal.throwIfAborted());
      } finally {
        this.#comingUp.delete(service.name);
      }
    }
  }

  async #tryToStart(service: Service, patient: boolean, signal: AbortSignal): Promise<RunningProcess> {
    const { runFolder } = this.#options;
    const running = await service
      .start({ signal, patient, onSpawn: (pid) => runFolder.record(service.name, pid) })
      .catch((error: unknown) => {
        runFolder.forget(service.name);
        throw error;
      });
    this.#running.set(service.name, running);
    void running.exited.then(() => {
      this.#running.delete(service.name);
      runFolder.forget(service.name);
    });
    return running;
  }
}

/** Why an attempt to start was broken off: the next one is to begin at once. */
class StartedAnew extends Error {}

function nextDelay(delayMs: number): number {
  return Math.min(longestDelayMs, delayMs === 0 ? 250 : delayMs * 2);
}
