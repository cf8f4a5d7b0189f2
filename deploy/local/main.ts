// `npm start`: the whole system on this machine, until Ctrl-C.
import path from 'node:path';
import { commandLine, optionsOf } from '../../platform/command-line.ts';
import { loadLocalConfig } from '../../platform/local-config.ts';
import type { Config } from '../../platform/config.ts';
import { banner, serversBanner, shown } from './screen/banner.ts';
import { watchDisk } from './data-dir/watch-disk.ts';
import { cannotUse, openDataDir } from './data-dir/open-data-dir.ts';
import { type Lock, LockedError, lockDataDir } from './data-dir/lock.ts';
import { describeFailure } from './screen/describe-failure.ts';
import { createScreen } from '../../platform/screen.ts';
import type { Screen } from '../../platform/screen.ts';
import { openRunFolder, stopLeftovers } from './data-dir/run-folder.ts';
import { onStopRequest } from './stop-request.ts';
import { Supervisor } from './processes/supervisor.ts';
import { bringDown, bringUp } from './system.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
type Run = { config: Config; dataDir: string; screen: Screen; watch: boolean; serversOnly: boolean; observe: boolean };

const USAGE = `npm start [-- --watch | --observe | --servers-only]

  --watch         starts a process again when a file that it loads is saved
  --observe       adds an OpenTelemetry Collector, Jaeger and Prometheus; beside --watch, too
  --servers-only  starts PostgreSQL, Temporal and NATS, and nothing that touches orders: for a restore

What it starts, and on which ports, is in the environment and in .env: see .env.example.
Exit code: 0 stopped, 1 it could not start or go on, 2 the command line cannot be understood, 130 killed by a second Ctrl-C.`;

const flag = { type: 'boolean', default: false } as const;

/** Returns the exit code: 0 after Ctrl-C, 1 when it could not start or go on. */
export async function main(): Promise<number> {
  const {
    watch,
    observe,
    'servers-only': serversOnly,
  } = commandLine(USAGE, (args) => optionsOf(args, { watch: flag, observe: flag, 'servers-only': flag }));
  const screen = createScreen();
  let logFile: string | undefined;
  try {
    const config = loadLocalConfig();
    const dataDir = path.resolve(root, config.local.dataDir);
    openDataDir(dataDir);
    logFile = logFileIn(dataDir);
    const lock = await lockOf(dataDir);
    try {
      return await run({ config, dataDir, screen, watch, serversOnly, observe: observe || config.local.observe });
    } finally {
      lock.release();
    }
  } catch (error) {
    screen.line(describeFailure(error, logFile));
    return 1;
  }
}

const logFileIn = (dataDir: string) => path.join(dataDir, 'logs', 'npm-start.log');

/** @throws LockedError; CannotStart when its folder cannot be written */
async function lockOf(dataDir: string): Promise<Lock> {
  try {
    return await lockDataDir(dataDir);
  } catch (error) {
    throw error instanceof LockedError ? error : cannotUse(path.join(dataDir, 'run'), error as NodeJS.ErrnoException);
  }
}

async function run({ config, dataDir, screen, watch, serversOnly, observe }: Run): Promise<number> {
  const runDir = path.join(dataDir, 'run');
  const stopping = new AbortController();
  const report = (line: string) => screen.line(`${new Date().toTimeString().slice(0, 8)} ${line}`);
  const runFolder = openRunFolder(runDir, report);
  const isDiskFull = watchDisk(dataDir, { report, signal: stopping.signal });
  const supervisor = new Supervisor({ report, runFolder, signal: stopping.signal, tireless: watch, isDiskFull });
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
  const bringing = bringUp({ config, dataDir, screen, supervisor, signal: stopping.signal, watch, serversOnly, observe });
  const upUntilStopped = bringing.then(() => {
    screen.line(serversOnly ? serversBanner(config) : banner(config, dataDir, { watch, observe }));
    return stopRequested;
  });
  const failure = await Promise.race([upUntilStopped, supervisor.failed, uncaught()]).then(
    () => undefined,
    (error: unknown) => error,
  );

  const failed = failure !== undefined && !stopping.signal.aborted;
  if (failed) screen.line(`\n${describeFailure(failure, logFileIn(dataDir))}`);
  if (failed && supervisor.hasRunning) screen.line(`Stopping everything; the logs are in ${shown(path.join(dataDir, 'logs'))}.`);
  stopping.abort(failure);
  await bringing.catch(() => {});
  await bringDown(supervisor);
  runFolder.forget('start');
  if (!failed) screen.line('Stopped.');
  return failed ? 1 : 0;
}

/** Rejects with what nobody caught: the services are stopped in their order all the same. */
function uncaught(): Promise<never> {
  return new Promise((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
}
