import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from '../../platform/screen.ts';
import { poll, reasonOf } from '../../platform/poll.ts';
import { type Fault, kindOf, lastsMs, type PlannedFault, textOf } from './fault.ts';
import { database } from './faults/database.ts';
import { failover } from './faults/failover.ts';
import { freeze } from './faults/freeze.ts';
import { kill, restart } from './faults/kill.ts';
import { answers, network } from './faults/network.ts';
import { provider } from './faults/provider.ts';
import { stream } from './faults/stream.ts';
import type { Lift, Target } from './faults/world.ts';
import type { RunRecord } from './record.ts';

export interface Injected {
  readonly kind: string;
  /** It could not be done, most likely because another fault was there first. */
  readonly missed: boolean;
}

/** Other faults may stand in the way of taking one back, for as long as they last (ms). */
const LIFT_WITHIN_MS = 90_000;

/** Injects what is planned at its time, side by side where it overlaps. Resolves when everything is taken back. */
export async function injectAll(
  faults: readonly PlannedFault[],
  { target, record, say, signal }: { target: Target; record: RunRecord; say: Report; signal: AbortSignal },
): Promise<Injected[]> {
  const began = Date.now();
  const one = async ({ atMs, fault }: PlannedFault): Promise<Injected> => {
    await delay(Math.max(0, began + atMs - Date.now()), undefined, { signal });
    const [kind, text] = [kindOf(fault), textOf(fault)];
    record.notes({ fault, begins: text });
    try {
      const lift = await injectOne(fault, target);
      say(text);
      // Taken back also when the run is given up.
      await delay(lastsMs(fault), undefined, { signal }).catch(() => undefined);
      await poll({ what: `${text} could not be lifted`, withinMs: LIFT_WITHIN_MS }, lift);
      record.notes({ fault, ends: text });
      return { kind, missed: false };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && error.name === 'PollTimeout') throw error;
      say(`${text}: missed (${reasonOf(error)})`);
      record.notes({ fault, missed: reasonOf(error) });
      return { kind, missed: true };
    }
  };
  return Promise.all(faults.map(one));
}

function injectOne(fault: Fault, target: Target): Promise<Lift> {
  switch (fault.family) {
    case 'kill':
      return kill(fault, target);
    case 'restart':
      return restart(fault, target);
    case 'freeze':
      return freeze(fault, target);
    case 'network':
      return network(fault, target);
    case 'answers':
      return answers(fault, target);
    case 'database':
      return database(fault, target);
    case 'stream':
      return stream(fault, target);
    case 'provider':
      return provider(fault, target);
    case 'failover':
      return failover(fault, target);
  }
}
