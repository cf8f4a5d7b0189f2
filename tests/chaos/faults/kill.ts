import { eventually } from '../../../platform/poll.ts';
import type { Fault } from '../fault.ts';
import type { ServiceName } from '../topology.ts';
import { type Injection, NotThere, nothingToLift, type Target } from './world.ts';

/** A process starts slowly on a busy machine, and not before servers that are frozen or cut off meanwhile are back (ms). */
const BACK_WITHIN_MS = 300_000;

/** `kill -9`, of all at once; the supervisor starts them again. */
export const kill: Injection<Fault & { family: 'kill' }> = async ({ targets }, target) => {
  for (const pid of targets.map((service) => pidOf(service, target))) process.kill(pid, 'SIGKILL');
  return nothingToLift;
};

/** As a deployment does it: asks one to end, waits until the one that takes its place is ready, then asks the next. */
export const restart: Injection<Fault & { family: 'restart' }> = async ({ targets }, target) => {
  for (const service of targets) {
    const before = pidOf(service, target);
    process.kill(before, 'SIGTERM');
    const isReplaced = async () => target.pidOf(service) !== before && (await target.isReady(service));
    await eventually(isReplaced, Boolean, BACK_WITHIN_MS);
  }
  return nothingToLift;
};

export function pidOf(service: ServiceName, target: Target): number {
  const pid = target.pidOf(service);
  if (pid === undefined) throw new NotThere(`${service} is not running`);
  return pid;
}
