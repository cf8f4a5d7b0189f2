// Who a process is: its id alone says little, because ids are given out again.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process and its start time, so that a stranger under the same id is told apart. */
export type Identity = { pid: number; birth: string };

/** When the process began, in a form only good for comparing; undefined when there is none (or only a zombie). */
export function birthOf(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid);
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, birth }: Identity): boolean {
  return birthOf(pid) === birth;
}

export function identityOf(pid: number): Identity | undefined {
  const birth = birthOf(pid);
  return birth === undefined ? undefined : { pid, birth };
}

function birthFromProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name, may hold anything; what follows its last bracket is state, ppid, … and as 20th the start time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
}

function birthFromPs(pid: number): string | undefined {
  const [state, ...started] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
    .trim()
    .split(/\s+/);
  return state === undefined || state.startsWith('Z') || started.length === 0 ? undefined : started.join(' ');
}
