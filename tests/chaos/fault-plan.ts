import fc from 'fast-check';
import { FAMILIES, type Family, type Fault, lastsMs, type PlannedFault } from './fault.ts';
import type { Topology } from './topology.ts';

const LONGEST_FREEZE_MS = 60_000;
const LONGEST_MS = 15_000;
const SHORTEST_MS = 1500;

/** The pause to the next fault: after the end of the one before while they come singly, after its beginning once they mix (ms). */
const GAP = { min: 1000, max: 4000 };

/** More at once, and nothing works long enough to break in the middle of something. */
const MOST_AT_ONCE = 3;

/** Everything that a family can do; what lasts is told how long. */
function variantsOf({ services, edges, killedTogether, restarted, hasReplica }: Topology): Variants {
  return {
    kill: [...services.map((service) => [service]), ...killedTogether].map((targets) => () => ({ family: 'kill', targets })),
    restart: restarted.map((targets) => () => ({ family: 'restart', targets })),
    freeze: services.map((target) => (forMs) => ({ family: 'freeze', target, forMs })),
    network: edges.flatMap((edge) =>
      (['cut', 'slow', 'half_open'] as const).map((how) => (forMs: number) => ({ family: 'network' as const, edge, how, forMs })),
    ),
    answers: [0.2, 0.5, 0.8].map((share) => (forMs) => ({ family: 'answers', share, forMs })),
    database: (['terminate', 'deadlock', 'serialise'] as const).map((how) => (forMs) => ({ family: 'database', how, forMs })),
    stream: [(forMs) => ({ family: 'stream', forMs })],
    provider: (['slow', 'failing'] as const).map((how) => (forMs) => ({ family: 'provider', how, forMs })),
    failover: hasReplica ? [() => ({ family: 'failover' })] : [],
  };
}

/** Of which a topology has any. */
export function familiesOf(topology: Topology): Family[] {
  return FAMILIES.filter((family) => variantsOf(topology)[family].length > 0);
}

/**
 * The same faults at the same times for the same seed: singly in the first half of the load, then up to three mixed, and over at its end.
 * Every family comes once before one comes again, and so does everything that a family can do.
 */
export function planFaults(topology: Topology, seed: number, loadMs: number, only: readonly Family[]): PlannedFault[] {
  if (only.length === 0) return [];
  const variants = variantsOf(topology);
  const rounds = Math.ceil(loadMs / GAP.min / only.length);
  const families = drawn(shuffled(only), seed, rounds).flat();
  const times = drawn(fc.record({ gapMs: fc.integer(GAP), permille: fc.integer({ min: 0, max: 1000 }) }), seed, families.length);
  const decks = new Map(only.map((family) => [family, drawn(shuffled<Variant>(variants[family]), seed, rounds).flat()]));
  const faults = families.flatMap((family, index) => {
    const variant = decks.get(family)?.shift();
    const { gapMs, permille } = times[index] ?? { gapMs: GAP.max, permille: 0 };
    return variant ? [{ gapMs, fault: variant(lengthMs(family, permille / 1000, loadMs)) }] : [];
  });
  return laidOut(faults, loadMs);
}

type Variant = (forMs: number) => Fault;
type Variants = { readonly [F in Family]: readonly ((forMs: number) => Fault & { family: F })[] };

function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns: number): T[] {
  return fc.sample(fc.noBias(arbitrary), { seed, numRuns });
}

function shuffled<T>(all: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...all], { minLength: all.length });
}

/** A freeze may last a minute; nothing lasts longer than a sixth of the load, so that the others have their turn. */
function lengthMs(family: Family, share: number, loadMs: number): number {
  const longest = Math.min(family === 'freeze' ? LONGEST_FREEZE_MS : LONGEST_MS, loadMs / 6);
  return Math.round(SHORTEST_MS + share * Math.max(0, longest - SHORTEST_MS));
}

function laidOut(faults: readonly { readonly fault: Fault; readonly gapMs: number }[], loadMs: number): PlannedFault[] {
  const planned: PlannedFault[] = [];
  let after = 0;
  for (const { fault, gapMs } of faults) {
    const atMs = Math.max(after, placeAfter(planned)) + gapMs;
    if (atMs + SHORTEST_MS > loadMs) break;
    planned.push({ atMs, fault: 'forMs' in fault ? { ...fault, forMs: Math.min(fault.forMs, loadMs - atMs) } : fault });
    after = atMs < loadMs / 2 ? atMs + lastsMs(fault) : atMs;
  }
  return planned;
}

/** When fewer than the most are under way for the first time. */
function placeAfter(planned: readonly PlannedFault[]): number {
  const ends = planned.map(({ atMs, fault }) => atMs + lastsMs(fault)).toSorted((a, b) => b - a);
  return ends[MOST_AT_ONCE - 1] ?? 0;
}
