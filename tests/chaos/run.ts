// Orders of every kind while faults are injected, then a verdict: `npm run chaos [-- --help]`; see docs/chaos.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createScreen, type Report } from '../../platform/screen.ts';
import { commandLine } from '../../platform/command-line.ts';
import { type Arguments, parseArguments, USAGE } from './arguments.ts';
import { makePlan } from './plan.ts';
import { openRecord } from './record.ts';
import { runLoad } from './run-load.ts';
import { type ChaosSystem, startChaosSystem } from './system.ts';
import { tableOf } from './table.ts';

const { line } = createScreen();
const COULD_NOT_RUN = 2;
// The parts are in groups of their own: ending by ourselves is what ends them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(COULD_NOT_RUN));

const asked = commandLine(USAGE, parseArguments);
try {
  process.exitCode = await run(asked);
} catch (error) {
  process.exitCode = COULD_NOT_RUN;
  line(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
// What a frozen connection still holds open must not keep a finished run from ending.
process.exit();

async function run(asked: Arguments): Promise<number> {
  const plan = makePlan(asked);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-chaos-'));
  const planFile = path.join(folder, 'plan.json');
  writeFileSync(planFile, `${JSON.stringify({ ...asked, ...plan }, null, 1)}\n`);
  const captures = asked.capturePerShipment ? ' --capture-per-shipment' : '';
  line(
    `--topology ${asked.topology} --seed ${plan.seed} --minutes ${asked.minutes}${captures}: ${plan.faults.length} faults, ${plan.scripts.length} orders; plan in ${planFile}`,
  );
  const record = openRecord(path.join(folder, 'record.jsonl'));
  const say = saying(Date.now());
  let system: ChaosSystem | undefined;
  let violations = -1;
  try {
    system = await startChaosSystem(asked, path.join(folder, 'system'), say);
    say('the system is up; orders come');
    const outcome = await Promise.race([runLoad(plan, asked, { system, record, say }), system.failed]);
    violations = outcome.violations.length;
    line(['', ...tableOf(outcome), ''].join('\n'));
    return violations === 0 ? 0 : 1;
  } finally {
    await system?.stop();
    await record.close();
    if (violations === 0 && !asked.keep) rmSync(folder, { recursive: true, force: true });
    else line(`Record, plan, logs and data are in ${folder}`);
  }
}

function saying(began: number): Report {
  return (text) => line(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
}
