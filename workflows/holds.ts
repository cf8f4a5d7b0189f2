import type { HoldsAfter } from '../activities/hold.ts';

/** What keeps the order from being handed over: as its row has it, and what is about to be written there. */
export class Holds {
  #recorded: readonly string[] = [];
  #underWay = 0;

  get isAny(): boolean {
    return this.#underWay > 0 || this.#recorded.length > 0;
  }

  found(holdIds: readonly string[]): void {
    this.#recorded = holdIds;
  }

  /** Until the record is made the order counts as held. */
  async changeBy(record: () => Promise<HoldsAfter>): Promise<HoldsAfter> {
    this.#underWay += 1;
    try {
      const after = await record();
      this.found(after.holdIds);
      return after;
    } finally {
      this.#underWay -= 1;
    }
  }
}
