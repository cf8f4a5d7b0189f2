// What the supervisor keeps running: a process in a group of its own, logging to a file, up when it says so.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../../platform/poll.ts';
import { lastLines, openLog } from '../data-dir/logs.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type RunningProcess = {
  pid: number;
  exited: Promise<Exit>;
  /** Asks it to end, kills it when its grace is over; resolves when it is gone. */
  stop(): Promise<Exit>;
  kill(): void;
};

/** What whoever starts a service may want to know or decide; all of it optional in tests. */
export type StartContext = {
  signal?: AbortSignal | undefined;
  onSpawn?: ((pid: number) => void) | undefined;
  /** A running process that is slow to get ready is left running: for restarts, when what it needs may be away. */
  patient?: boolean | undefined;
};

/** What is kept running under one name, by one process after another. */
export type Service = { name: string; start(context: StartContext): Promise<RunningProcess> };

export type Launch = {
  name: string;
  command: string;
  args: string[];
  logFile: string;
  /** Throws with the reason as long as it is not ready. */
  ready(): Promise<unknown>;
  readyWithinMs: number;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number } | undefined;
  /** File descriptors that the process finds as 3, 4, … */
  descriptors?: number[];
  stopSignal?: NodeJS.Signals;
  graceMs?: number;
};

/** The process ended, or did not get ready, with the last lines of its log. */
export class StartError extends Error {
  override name = 'StartError';
  readonly log: string[];

  constructor(message: string, log: string[]) {
    super(message);
    this.log = log;
  }
}

const living = new Set<ChildProcess>();
process.on('exit', () => living.forEach(killGroup));

/** @throws StartError; no process is left behind then */
export async function launch(options: Launch, context: StartContext = {}): Promise<RunningProcess> {
  context.signal?.throwIfAborted();
  const log = openLog(options.logFile);
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log.descriptor, log.descriptor, ...(options.descriptors ?? [])],
    // The terminal's Ctrl-C goes to the whole foreground group: services are stopped by us, in order.
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...options.user,
  });
  closeSync(log.descriptor);
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new StartError(`${options.command} cannot be run: ${error.message}`, []);
  }
  const running = watched(child, child.pid, options);
  context.onSpawn?.(child.pid);

  const problem = await getsReady(running, options, context);
  if (problem === undefined) return running;
  running.kill();
  await running.exited;
  context.signal?.throwIfAborted();
  throw new StartError(problem, lastLines(options.logFile, log.start));
}

function watched(child: ChildProcess, pid: number, { stopSignal = 'SIGTERM', graceMs = 10_000 }: Launch): RunningProcess {
  living.add(child);
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  void exited.then(() => living.delete(child));
  const kill = () => killGroup(child);
  const stop = async () => {
    child.kill(stopSignal);
    const timer = setTimeout(kill, graceMs);
    const exit = await exited;
    clearTimeout(timer);
    return exit;
  };
  return { pid, exited, stop, kill };
}

/** Undefined when it is ready, else what kept it. */
async function getsReady(
  running: RunningProcess,
  { ready, readyWithinMs }: Launch,
  { signal, patient }: StartContext,
): Promise<string | undefined> {
  const until = Date.now() + readyWithinMs;
  const ended = running.exited.then((exit) => `ended while starting (${describeExit(exit)})`);
  const stopped = new Promise<string>((resolve) => signal?.addEventListener('abort', () => resolve('stopped'), { once: true }));
  let reason = '';
  while (Date.now() < until) {
    const asked = ready().then(
      () => 'ready' as const,
      (error: unknown) => ({ reason: reasonOf(error) }),
    );
    const answer = await Promise.race([asked, ended, stopped]);
    if (answer === 'ready') return undefined;
    if (typeof answer === 'string') return answer;
    reason = answer.reason;
    await Promise.race([delay(100), ended]);
  }
  return patient ? undefined : `was not ready after ${readyWithinMs / 1000} s: ${reason}`;
}

/** The process and what it started; its id is its group's because it was started detached. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone in this moment.
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `killed by ${signal}` : `exit code ${code}`;
}
