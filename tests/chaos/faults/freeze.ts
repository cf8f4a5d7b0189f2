import { execFileSync } from 'node:child_process';
import { identityOf, isAlive, type Identity } from '../../../deploy/local/processes/process-identity.ts';
import type { Fault } from '../fault.ts';
import { pidOf } from './kill.ts';
import type { Injection } from './world.ts';

/** A process that does not run and does not know it: SIGSTOP, then SIGCONT. Its connections stay open, and nobody answers. */
export const freeze: Injection<Fault & { family: 'freeze' }> = async ({ target: service }, target) => {
  const frozen = familyOf(pidOf(service, target)).flatMap((pid) => identityOf(pid) ?? []);
  send(frozen, 'SIGSTOP');
  // Children first: a postmaster that runs while they stand still would take them for hung.
  return async () => send(frozen.toReversed(), 'SIGCONT');
};

/** The process and all its descendants, elders first: PostgreSQL serves each client by a process of its own. */
function familyOf(pid: number): number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = processes.map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] => [parent, ...parents.flatMap(([child = 0, its]) => (its === parent ? below(child) : []))];
  return below(pid);
}

function send(processes: readonly Identity[], signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const each of processes) {
    // It may have been killed meanwhile, and its id given to another.
    if (isAlive(each)) process.kill(each.pid, signal);
  }
}
