// The CPU time that processes have used, together with everything that they started.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Usage {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** Linux counts in ticks for its readers, a hundred a second on every architecture that Node runs on. */
const MS_PER_TICK = 10;
const TRIES = 20;

/**
 * User and system time in ms of these processes and of all their present descendants, each counted once.
 * On Linux the time of descendants that have ended is in it, as long as their parents waited for them.
 * macOS tells nobody about the ended ones: there the time of a child that ends between two readings is missing.
 * @throws when one of the processes has ended: its time is known to nobody then
 */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const usages = process.platform === 'linux' ? await usagesFromProc(pids) : await usagesFromPs(pids);
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** A parent is read before its children: one that ends later is then not yet in its parent's time, and counts once. */
async function usagesFromProc(pids: readonly number[]): Promise<Usage[]> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const family = familyOf(pids, await allFromProc());
    const usages: Usage[] = [];
    for (const { pid } of family) {
      const usage = await usageFromProc(pid);
      if (usage !== undefined) usages.push(usage);
    }
    // Of one that ended meanwhile nobody can say whether its parent's time was read before or after: read all again.
    if (usages.length === family.length) return usages;
  }
  throw new Error(`in each of ${TRIES} readings a process ended: no CPU time can be told`);
}

async function allFromProc(): Promise<Usage[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const usages = await Promise.all(names.map((name) => usageFromProc(Number(name))));
  return usages.filter((usage) => usage !== undefined);
}

async function usageFromProc(pid: number): Promise<Usage | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold anything; what follows its last bracket is state, ppid, … and as 12th to 15th
    // utime, stime, cutime and cstime, the last two those of the children that it waited for.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
  } catch {
    return undefined;
  }
}

async function usagesFromPs(pids: readonly number[]): Promise<Usage[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,time='], { env: { ...process.env, LC_ALL: 'C' } });
  const all = stdout
    .trim()
    .split('\n')
    .map((line): Usage => {
      const [pid, parent, time = ''] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), cpuMs: msOf(time) };
    });
  return familyOf(pids, all);
}

/** `[days-][hours:]minutes:seconds`, the seconds with hundredths on macOS. */
function msOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

/** The processes and their descendants, each once, parents before children. */
function familyOf(pids: readonly number[], all: readonly Usage[]): Usage[] {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const missing = pids.find((pid) => !all.some((usage) => usage.pid === pid));
  if (missing !== undefined) throw new Error(`process ${missing} has ended: its CPU time is not known any more`);
  const withDescendants = (usage: Usage): Usage[] => [usage, ...(children.get(usage.pid) ?? []).flatMap(withDescendants)];
  const lines = all.filter(({ pid }) => pids.includes(pid)).flatMap(withDescendants);
  return [...new Map(lines.map((usage) => [usage.pid, usage])).values()];
}
