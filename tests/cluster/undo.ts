/** Remembers what takes something back. */
export type Undo = (work: () => unknown) => void;

/** What was begun ends in the other order. */
export function createUndos(): { readonly undo: Undo; all(): Promise<void> } {
  const works: (() => unknown)[] = [];
  return {
    undo: (work) => void works.push(work),
    async all() {
      for (const work of works.toReversed()) await work();
    },
  };
}
