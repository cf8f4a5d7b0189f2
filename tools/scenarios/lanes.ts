/** Orders under way at once. */
const LANES = 6;

/** Half of the lanes begin with what is slow, so that it does not come last; the others see to it that something happens meanwhile. */
export async function inLanes<T extends { readonly scenario: { readonly isSlow?: true } }>(
  entries: readonly T[],
  take: (entry: T) => Promise<unknown>,
  lanes = LANES,
): Promise<void> {
  const slow = entries.filter(({ scenario }) => scenario.isSlow);
  const quick = entries.filter(({ scenario }) => !scenario.isSlow);
  const lane = async (_: unknown, index: number) => {
    const [first, second] = index % 2 === 0 ? [quick, slow] : [slow, quick];
    for (;;) {
      const entry = first.shift() ?? second.shift();
      if (!entry) return;
      await take(entry);
    }
  };
  await Promise.all(Array.from({ length: lanes }).map(lane));
}
