import { eventually } from '../../support/eventually.ts';
import type { Fault, Part } from '../fault.ts';
import { type Injection, NotThere, nothingToLift, type Target } from './world.ts';

/** A worker bundles its workflows before it is up, on a machine that is busy (ms). */
const BACK_WITHIN_MS = 90_000;

/** `kill -9`, of all at once; the supervisor starts them again. */
export const kill: Injection<Fault & { family: 'kill' }> = async ({ targets }, target) => {
  for (const pid of targets.map((part) => pidOf(part, target))) process.kill(pid, 'SIGKILL');
  return nothingToLift;
};

/** As a deployment does it: asks one to end, waits until the one that takes its place is ready, then asks the next. */
export const restart: Injection<Fault & { family: 'restart' }> = async ({ targets }, target) => {
  for (const part of targets) {
    const before = pidOf(part, target);
    process.kill(before, 'SIGTERM');
    const isReplaced = async () => target.pidOf(part) !== before && (await target.isReady(part));
    await eventually(isReplaced, Boolean, BACK_WITHIN_MS);
  }
  return nothingToLift;
};

export function pidOf(part: Part, target: Target): number {
  const pid = target.pidOf(part);
  if (pid === undefined) throw new NotThere(`${part} is not running`);
  return pid;
}
