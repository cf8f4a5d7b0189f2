/** Half of the lanes begin with what is slow, so that it does not come last; the others see to it that something happens meanwhile. */
export async function inLanes<T extends { readonly kind: { readonly isSlow?: true } }>(
  entries: readonly T[],
  lanes: number,
  take: (entry: T) => Promise<void>,
): Promise<void> {
  const slow = entries.filter(({ kind }) => kind.isSlow);
  const quick = entries.filter(({ kind }) => !kind.isSlow);
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
