// Looks whether everything holds that the contract promises: `npm run check:invariants [-- --help]`; see docs/invariants.md.
import { loadConfig } from '../platform/config.ts';
import { allChecks } from './invariants/all-checks.ts';
import { type Arguments, parseArguments, USAGE, UsageError } from './invariants/arguments.ts';
import { openParts } from './invariants/parts.ts';
import { showProgress } from './invariants/progress.ts';
import { exitCodeOf, reportJson, reportLines } from './invariants/report.ts';
import { lookAtAll } from './invariants/settle.ts';

const COULD_NOT_LOOK = 2;

try {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) console.log(USAGE);
  else process.exitCode = await check(asked);
} catch (error) {
  // Not 1: that something is violated is known only after a look.
  process.exitCode = COULD_NOT_LOOK;
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
}

async function check({ since, settleMs, json, allowMissing }: Arguments): Promise<number> {
  const config = loadConfig();
  const { parts, close } = await openParts(config);
  const watcher = showProgress(process.stderr);
  try {
    const terms = {
      retentionDays: config.relay.retentionDays,
      silenceMs: config.carrier.silenceMs,
      reconcileEveryMs: config.reconcileEveryMs,
    };
    const findings = await lookAtAll(allChecks(parts, terms), { since, settleMs, watcher });
    const exitCode = exitCodeOf(findings, allowMissing);
    console.log(json ? reportJson(findings, since, exitCode) : reportLines(findings).join('\n'));
    return exitCode;
  } finally {
    watcher.done();
    await close();
  }
}
