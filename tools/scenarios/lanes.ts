import type { Scenario } from './scenario.ts';

/** Orders under way at once. */
const LANES = 6;

/** Half of the lanes begin with what is slow, so that it does not come last; the others see to it that something happens meanwhile. */
export async function inLanes<T extends Pick<Scenario, 'isSlow'>>(
  scenarios: readonly T[],
  take: (scenario: T) => Promise<unknown>,
  lanes = LANES,
): Promise<void> {
  const slow = scenarios.filter(({ isSlow }) => isSlow);
  const quick = scenarios.filter(({ isSlow }) => !isSlow);
  const lane = async (_: unknown, index: number) => {
    const [first, second] = index % 2 === 0 ? [quick, slow] : [slow, quick];
    for (;;) {
      const scenario = first.shift() ?? second.shift();
      if (!scenario) return;
      await take(scenario);
    }
  };
  await Promise.all(Array.from({ length: lanes }).map(lane));
}
