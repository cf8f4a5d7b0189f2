// One-shot: migrations, also the simulated partners', and Temporal's namespace, search attributes and the reconciler's schedule. `node deploy/setup.ts`, before API and worker start.
// With `--wait` it does nothing of it, and ends when somebody else has done it.
import { realpathSync } from 'node:fs';
import { commandLine, optionsOf } from '../platform/command-line.ts';
import { loadConfig } from '../platform/config.ts';
import type { Config } from '../platform/config.ts';
import { neverProxyLoopback } from '../platform/loopback-proxy.ts';
import { reasonOf } from '../platform/poll.ts';
import { createScreen, type Report, type Waiting } from '../platform/screen.ts';
import { awaitSetUp, waitsOf } from './setup/await-set-up.ts';
import type { SetUpOptions } from './setup/options.ts';
import { migrate } from './setup/postgres.ts';
import { register } from './setup/temporal.ts';

const USAGE = `node deploy/setup.ts [--wait postgres] [--wait temporal] (npm run setup); what to set up is in the environment: see .env.example

  --wait  sets nothing up, and ends when that server is as this version needs it`;
const WITHIN_MS = 120_000;

type Given = Pick<Config, 'database' | 'partners' | 'temporal' | 'reconcileEveryMs'>;
interface Shown {
  readonly report: Report;
  readonly waiting?: Waiting | undefined;
  readonly signal?: AbortSignal;
}

/** Brings PostgreSQL and Temporal to what this version needs; waits for each up to two minutes. Safe to repeat. */
export async function setUp(config: Given, { report, waiting, signal }: Shown): Promise<void> {
  const failed = new AbortController();
  const options = optionsFor({ report, waiting }, [failed.signal, ...(signal ? [signal] : [])]);
  try {
    await Promise.all([migrate(config, options), register(config, options)]);
  } finally {
    // When one has failed, the other need not go on waiting.
    failed.abort();
  }
}

function optionsFor({ report, waiting = () => () => {} }: Shown, signals: AbortSignal[]): SetUpOptions {
  return { report, waiting, withinMs: WITHIN_MS, signal: AbortSignal.any(signals) };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  const waits = commandLine(USAGE, (args) => waitsOf(optionsOf(args, { wait: { type: 'string', multiple: true } }).wait ?? []));
  neverProxyLoopback();
  try {
    const { line, waiting } = createScreen();
    const config = loadConfig();
    const shown = { report: line, waiting };
    await (waits.length > 0 ? awaitSetUp(config, waits, optionsFor(shown, [])) : setUp(config, shown));
  } catch (error) {
    console.error(reasonOf(error));
    process.exitCode = 1;
  }
}
