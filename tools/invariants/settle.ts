import { setTimeout as delay } from 'node:timers/promises';
import { type Check, type Look, MOST_VIOLATIONS, SourceMissing, type Scope, type Violation } from './check.ts';

/** What became of one check. */
export interface Finding {
  readonly check: Check;
  readonly looked: number;
  readonly violations: readonly Violation[];
  /** What could not be reached, so that this was not looked at. */
  readonly missing?: SourceMissing;
}

export interface Watcher {
  looking(check: Check, seen: number): void;
  settling(violations: number): void;
}

export interface LookOptions {
  readonly since: Date | null;
  /** How long a violation that concerns something just changed may take to clear (ms). */
  readonly settleMs: number;
  readonly watcher?: Watcher;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;
/** What the reconciler repairs counts as just changed for this long, so that its rounds may lie badly (ms). */
const REPAIRS_FOR_MS = 120_000;

/**
 * Looks once at everything, then again at what was changed a moment ago, until it has cleared or its time is over: what is only
 * under way is no violation.
 */
export async function lookAtAll(checks: readonly Check[], { since, settleMs, watcher }: LookOptions): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const check of checks) {
    watcher?.looking(check, 0);
    found.push(await finding(check, () => check.look({ since, onSeen: (count) => watcher?.looking(check, count) })));
  }
  const open = found.flatMap(({ check, violations }) => violations.filter(isFresh(check, settleMs)));
  if (open.length > 0) watcher?.settling(open.length);
  return Promise.all(found.map((first) => settled(first, { since }, settleMs)));
}

async function settled(first: Finding, scope: Scope, settleMs: number): Promise<Finding> {
  if (first.missing) return first;
  const { check, looked } = first;
  const until = Date.now() + waitOf(check, settleMs);
  const clear = async (violations: readonly Violation[]): Promise<readonly Violation[]> => {
    const fresh = isFresh(check, settleMs);
    const sure = violations.filter((violation) => !fresh(violation));
    let open: readonly Violation[] = violations.filter(fresh);
    for (let pause = FIRST_PAUSE_MS; open.length > 0 && Date.now() < until; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await delay(Math.min(pause, Math.max(1, until - Date.now())));
      open = (await check.look({ ...scope, only: [...new Set(open.map(({ id }) => id))] })).violations;
    }
    const left = [...sure, ...open];
    // Others may have stood behind those that have cleared.
    const mayHideMore = left.length === 0 && violations.length >= MOST_VIOLATIONS && Date.now() < until;
    return mayHideMore ? clear((await check.look(scope)).violations) : left;
  };
  return finding(check, async () => ({ looked, violations: await clear(first.violations) }));
}

function waitOf({ repairMs = 0 }: Check, settleMs: number): number {
  return settleMs === 0 ? 0 : settleMs + repairMs;
}

function isFresh(check: Check, settleMs: number): (violation: Violation) => boolean {
  const wait = waitOf(check, settleMs);
  const since = Date.now() - (check.repairMs && wait > 0 ? Math.max(wait, REPAIRS_FOR_MS) : wait);
  return ({ changedAt }) => wait > 0 && changedAt !== null && changedAt.getTime() > since;
}

async function finding(check: Check, look: () => Promise<Look>): Promise<Finding> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    if (error instanceof SourceMissing) return { check, looked: 0, violations: [], missing: error };
    throw error;
  }
}
