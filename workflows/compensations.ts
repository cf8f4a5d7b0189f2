import { CancellationScope } from '@temporalio/workflow';
import type { Undo } from '../activities/cancel-at-once.ts';

interface Compensation {
  readonly what: Undo;
  readonly undo: () => Promise<unknown>;
}

/** What has to be undone, newest first. An undo is registered before its step: a step that timed out may have happened. */
export class Compensations {
  #open: readonly Compensation[] = [];

  get open(): readonly Undo[] {
    return this.#open.map(({ what }) => what);
  }

  add(what: Undo, undo: () => Promise<unknown>): void {
    this.#open = [{ what, undo }, ...this.#open.filter((known) => known.what !== what)];
  }

  wereRun(undone: readonly Undo[]): void {
    this.#open = this.#open.filter(({ what }) => !undone.includes(what));
  }

  /** Runs every undo in a scope that no cancellation interrupts; each is retried by its activity's policy until it worked. */
  async run(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    await CancellationScope.nonCancellable(async () => {
      for (const { undo } of open) await undo();
    });
  }
}
