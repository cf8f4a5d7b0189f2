// Holds processes to a share of a core, as the CPU limit of a pod does.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reasonOf } from '../platform/poll.ts';

const ROOT = '/sys/fs/cgroup';
const IS_V2 = existsSync(path.join(ROOT, 'cgroup.controllers'));
const CONTROLLER = IS_V2 ? ROOT : path.join(ROOT, 'cpu');
/** The kernel's, and Kubernetes': who has used its share up waits for the next one (us). */
const PERIOD_US = 100_000;

/**
 * Each process to its own share, in a control group of the kernel (Linux, cgroup v2 or v1; takes root).
 * @returns what lifts the limit again, as the end of this process does; or why there is none
 */
export function limitCpu(pids: readonly number[], cores: number): { lift: () => void } | { why: string } {
  const lifts: (() => void)[] = [];
  const lift = () => {
    process.removeListener('exit', lift);
    for (const one of lifts.splice(0)) one();
  };
  process.once('exit', lift);
  try {
    for (const pid of pids) {
      const home = homeOf(pid);
      const group = path.join(home, `bench-${process.pid}-${pid}`);
      if (IS_V2) writeFileSync(path.join(home, 'cgroup.subtree_control'), '+cpu');
      mkdirSync(group);
      lifts.push(() => removeGroup(group, home, pid));
      const quotaUs = String(cores * PERIOD_US);
      writeFileSync(path.join(group, IS_V2 ? 'cpu.max' : 'cpu.cfs_quota_us'), IS_V2 ? `${quotaUs} ${PERIOD_US}` : quotaUs);
      writeFileSync(path.join(group, 'cgroup.procs'), String(pid));
    }
    return { lift };
  } catch (error) {
    lift();
    return { why: reasonOf(error) };
  }
}

/** The group that it is in now, and comes back to. */
function homeOf(pid: number): string {
  const line = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .find((entry) => (IS_V2 ? entry.startsWith('0::') : /^\d+:cpu(,|:)|,cpu:/.test(entry)));
  return path.join(CONTROLLER, line?.slice(line.lastIndexOf(':') + 1) ?? '/');
}

function removeGroup(group: string, home: string, pid: number): void {
  try {
    writeFileSync(path.join(home, 'cgroup.procs'), String(pid));
  } catch {
    // It has ended.
  }
  rmdirSync(group);
}
