import { CancellationScope } from '@temporalio/workflow';

/** What has to be undone, newest first. An undo is registered before its step: a step that timed out may have happened. */
export class Compensations {
  readonly #undos: (() => Promise<unknown>)[] = [];

  add(undo: () => Promise<unknown>): void {
    this.#undos.unshift(undo);
  }

  /** Runs every undo in a scope that no cancellation interrupts; each is retried by its activity's policy until it worked. */
  async run(): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (const undo of this.#undos.splice(0)) await undo();
    });
  }
}
