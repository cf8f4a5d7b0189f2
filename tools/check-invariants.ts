// Looks whether everything holds that the contract promises: `npm run check:invariants [-- --help]`; see docs/invariants.md.
import type { Config } from '../platform/config.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { allChecks, type Terms } from './invariants/all-checks.ts';
import { type Arguments, parseArguments, USAGE } from './invariants/arguments.ts';
import { commandLine } from '../platform/command-line.ts';
import { openSources } from './invariants/sources.ts';
import { showProgress } from './invariants/progress.ts';
import { exitCodeOf, reportJson, reportLines } from './invariants/report.ts';
import { lookAtAll } from './invariants/settle.ts';

const COULD_NOT_LOOK = 2;
const MINUTE_MS = 60_000;

const asked = commandLine(USAGE, parseArguments);
try {
  process.exitCode = await check(asked);
} catch (error) {
  // Not 1: that something is violated is known only after a look.
  process.exitCode = COULD_NOT_LOOK;
  console.error(error);
}

async function check({ since, settleMs, json, allowMissing }: Arguments): Promise<number> {
  const config = loadLocalConfig();
  const { sources, close } = await openSources(config);
  const watcher = showProgress(process.stderr);
  try {
    const findings = await lookAtAll(allChecks(sources, termsOf(config)), { since, settleMs, watcher });
    const exitCode = exitCodeOf(findings, allowMissing);
    console.log(json ? reportJson(findings, since, exitCode) : reportLines(findings).join('\n'));
    return exitCode;
  } finally {
    watcher.done();
    await close();
  }
}

function termsOf({ relay, run, webhooks, reconcileEveryMs }: Config): Terms {
  return {
    retentionDays: relay.retentionDays,
    webhookRetentionDays: webhooks.retentionDays,
    reconcileEveryMs,
    stillMs: Math.max(15 * MINUTE_MS, run.escalateAfterMs + 5 * MINUTE_MS),
    // The carrier is asked after pauses that double; the last one may begin just before it is late.
    carrierMs: 2 * run.carrierLateMs + run.carrierSilenceMs,
  };
}
