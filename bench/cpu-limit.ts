// Holds processes to a share of a core, as the CPU limit of a pod does.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** The kernel's, and Kubernetes': what is used up earlier waits for the next one (us). */
const PERIOD_US = 100_000;

/**
 * Each process to its own share, in a control group of the kernel (Linux, cgroup v2 or v1).
 * @returns what lifts the limit again; undefined where groups may not be made: another system, or not root
 */
export function limitCpu(pids: readonly number[], cores: number): (() => void) | undefined {
  const isV2 = existsSync(path.join(ROOT, 'cgroup.controllers'));
  const parent = isV2 ? ROOT : path.join(ROOT, 'cpu');
  const groups = pids.map((pid) => ({ pid, group: path.join(parent, `bench-${pid}`) }));
  const lift = () => {
    for (const { pid, group } of groups.filter((made) => existsSync(made.group))) {
      writeFileSync(path.join(parent, 'cgroup.procs'), String(pid));
      rmdirSync(group);
    }
  };
  try {
    if (isV2) writeFileSync(path.join(parent, 'cgroup.subtree_control'), '+cpu');
    for (const { pid, group } of groups) {
      mkdirSync(group);
      if (isV2) writeFileSync(path.join(group, 'cpu.max'), `${cores * PERIOD_US} ${PERIOD_US}`);
      else writeFileSync(path.join(group, 'cpu.cfs_quota_us'), String(cores * PERIOD_US));
      writeFileSync(path.join(group, 'cgroup.procs'), String(pid));
    }
    return lift;
  } catch {
    lift();
    return undefined;
  }
}
