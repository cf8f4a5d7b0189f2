// One-shot: migrations, also the simulated partners', and Temporal's namespace, search attributes and the reconciler's schedule. `node deploy/setup.ts`, before API and worker start.
import { realpathSync } from 'node:fs';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { loadConfig } from '../platform/config.ts';
import type { Config } from '../platform/config.ts';
import { neverProxyLoopback } from '../platform/loopback-proxy.ts';
import { reasonOf } from '../platform/poll.ts';
import { createScreen, type Report, type Waiting } from '../platform/screen.ts';
import type { SetUpOptions } from './setup/options.ts';
import { migrate } from './setup/postgres.ts';
import { register } from './setup/temporal.ts';

const USAGE = 'node deploy/setup.ts (npm run setup); what to set up is in the environment: see .env.example';
const WITHIN_MS = 120_000;

type Given = Pick<Config, 'database' | 'partners' | 'temporal' | 'reconcileEveryMs'>;
interface Shown {
  readonly report: Report;
  readonly waiting?: Waiting;
  readonly signal?: AbortSignal;
}

/** Brings PostgreSQL and Temporal to what this version needs; waits for each up to two minutes. Safe to repeat. */
export async function setUp(config: Given, { report, waiting = () => () => {}, signal }: Shown): Promise<void> {
  const failed = new AbortController();
  const options: SetUpOptions = {
    report,
    waiting,
    withinMs: WITHIN_MS,
    signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]),
  };
  try {
    await Promise.all([migrate(config, options), register(config, options)]);
  } finally {
    // When one has failed, the other need not go on waiting.
    failed.abort();
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
  neverProxyLoopback();
  try {
    const { line, waiting } = createScreen();
    await setUp(loadConfig(), { report: line, waiting });
  } catch (error) {
    console.error(reasonOf(error));
    process.exitCode = 1;
  }
}
