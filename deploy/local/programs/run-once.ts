// A command that runs to its end, and that can be stopped together with everything it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type RunOnce = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  user?: { uid: number; gid: number } | undefined;
  /** File descriptors that the command finds as 3, 4, … */
  descriptors?: number[];
  signal?: AbortSignal | undefined;
};

/** @throws Error with the last lines of what it said, when it fails */
export async function runOnce(
  command: string,
  args: string[],
  { signal, user, descriptors = [], ...options }: RunOnce = {},
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { ...options, ...user, stdio: ['ignore', 'pipe', 'pipe', ...descriptors], detached: true });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const stopGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener('abort', stopGroup);
  process.once('exit', stopGroup);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(said.join('').trim().split('\n').slice(-4).join(' / '));
  } finally {
    signal?.removeEventListener('abort', stopGroup);
    process.removeListener('exit', stopGroup);
  }
}
