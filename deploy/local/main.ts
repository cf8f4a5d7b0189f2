// `npm start`: the whole system on this machine, until Ctrl-C.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../platform/config.ts';
import { loadLocalConfig } from '../../platform/local-config.ts';
import type { Config } from '../../platform/config.ts';
import { AbortPolling, PollTimeout, reasonOf } from '../../platform/poll.ts';
import { MigrationError } from '../../prisma/migrate.ts';
import { banner, shown } from './screen/banner.ts';
import { CannotStart } from './errors.ts';
import { LockedError, lockDataDir } from './data-dir/lock.ts';
import { createScreen } from './screen/progress.ts';
import type { Screen } from './screen/progress.ts';
import { openRunFolder, stopLeftovers } from './data-dir/run-folder.ts';
import { onStopRequest } from './stop-request.ts';
import { GaveUp, Supervisor } from './processes/supervisor.ts';
import { bringDown, bringUp } from './system.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
type Run = { config: Config; dataDir: string; screen: Screen; watch: boolean };

const expected = [ConfigError, CannotStart, LockedError, GaveUp, AbortPolling, PollTimeout, MigrationError];

/** Returns the exit code: 0 after Ctrl-C, 1 when it could not start or go on. */
export async function main(args: readonly string[]): Promise<number> {
  const screen = createScreen();
  try {
    const watch = wantsWatch(args);
    const config = loadLocalConfig();
    const dataDir = path.resolve(root, config.local.dataDir);
    mkdirSync(dataDir, { recursive: true });
    const lock = await lockDataDir(dataDir);
    try {
      return await run({ config, dataDir, screen, watch });
    } finally {
      lock.release();
    }
  } catch (error) {
    screen.line(describe(error));
    return 1;
  }
}

async function run({ config, dataDir, screen, watch }: Run): Promise<number> {
  const runDir = path.join(dataDir, 'run');
  const stopping = new AbortController();
  const runFolder = openRunFolder(runDir);
  const report = (line: string) => screen.line(`${new Date().toTimeString().slice(0, 8)} ${line}`);
  const supervisor = new Supervisor({ report, runFolder, signal: stopping.signal, tireless: watch });
  const stopRequested = onStopRequest({
    first() {
      screen.line('Stopping; once more to kill …');
      stopping.abort(new Error('stopped'));
    },
    second() {
      supervisor.killAll();
      process.exit(130);
    },
  });

  await stopLeftovers(runDir, screen.line);
  runFolder.record('start', process.pid);
  screen.line(`Durable Orders starts (state in ${shown(dataDir)}, Node ${process.version})`);
  const bringing = bringUp({ config, dataDir, screen, supervisor, signal: stopping.signal, watch });
  const upUntilStopped = bringing.then(() => {
    screen.line(banner(config, dataDir, watch));
    return stopRequested;
  });
  const failure = await Promise.race([upUntilStopped, supervisor.failed]).then(
    () => undefined,
    (error: unknown) => error,
  );

  const failed = failure !== undefined && !stopping.signal.aborted;
  if (failed) screen.line(`\n${describe(failure)}`);
  if (failed && supervisor.hasRunning) screen.line(`Stopping everything; the logs are in ${shown(path.join(dataDir, 'logs'))}.`);
  stopping.abort(failure);
  await bringing.catch(() => {});
  await bringDown(supervisor);
  runFolder.forget('start');
  if (!failed) screen.line('Stopped.');
  return failed ? 1 : 0;
}

/** `npm start -- --watch` is all there is to say. @throws CannotStart */
function wantsWatch(args: readonly string[]): boolean {
  const [first, ...more] = args;
  if (first !== undefined && (first !== '--watch' || more.length > 0))
    throw new CannotStart(`npm start knows --watch alone, not ${args.join(' ')}`);
  return first === '--watch';
}

/** What a person can act on in a sentence; with a bug the place as well. */
function describe(error: unknown): string {
  const known = expected.some((kind) => error instanceof kind) || (error instanceof Error && 'syscall' in error);
  return known || !(error instanceof Error) ? reasonOf(error) : (error.stack ?? error.message);
}
