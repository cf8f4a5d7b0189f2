import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/** How many orders race: RACE_ORDERS=500 is what CI runs. RACE_SEED repeats the timing of a run. */
export const RACE_ORDERS = Number(process.env['RACE_ORDERS'] ?? 50);
export const RACE_SEED = Number(process.env['RACE_SEED'] ?? randomInt(2 ** 31));
const AT_ONCE = 10;

/** Runs a race for each plan, some at once; the plans are those of the seed. */
export async function raceAll<Plan, Race>(plans: fc.Arbitrary<Plan>, run: (plan: Plan) => Promise<Race>): Promise<Race[]> {
  const left = fc.sample(plans, { seed: RACE_SEED, numRuns: RACE_ORDERS });
  const races: Race[] = [];
  const lane = async () => {
    for (let plan = left.pop(); plan; plan = left.pop()) races.push(await run(plan));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return races;
}
