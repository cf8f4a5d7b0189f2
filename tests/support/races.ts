import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Answer } from '../../clients/orders-api.ts';
import { eventually } from '../../platform/poll.ts';

/** How many orders race: RACE_ORDERS=500 is what CI runs. RACE_SEED repeats the timing of a run. */
export const RACE_ORDERS = Number(process.env['RACE_ORDERS'] ?? 50);
export const RACE_SEED = Number(process.env['RACE_SEED'] ?? randomInt(2 ** 31));
const AT_ONCE = 10;

/** Runs a race for each plan, some at once; the plans are those of the seed. */
export async function raceAll<Plan, Race>(
  plans: fc.Arbitrary<Plan>,
  run: (plan: Plan) => Promise<Race>,
  atOnce = AT_ONCE,
): Promise<Race[]> {
  const left = fc.sample(plans, { seed: RACE_SEED, numRuns: RACE_ORDERS });
  const races: Race[] = [];
  const lane = async () => {
    for (let plan = left.pop(); plan; plan = left.pop()) races.push(await run(plan));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return races;
}

/** One side of a race: calls so much later, as {@link untilTaken} does, and is told a status. */
export async function after(ms: number, call: (key: string) => Promise<Answer>): Promise<number> {
  await delay(ms);
  return (await untilTaken(call)).status;
}

/** A caller who repeats what nobody took up in time, under one key, until it has an answer: Retry-After asks for it. */
function untilTaken(call: (key: string) => Promise<Answer>): Promise<Answer> {
  const key = randomUUID();
  return eventually(
    () => call(key),
    ({ status }) => status !== 503,
  );
}
