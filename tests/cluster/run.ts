// The chart on a real control plane, while orders come: `npm run cluster [-- --help]`; see docs/cluster.md.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { createScreen } from '../../platform/screen.ts';
import { createMeasure } from './measure.ts';
import { install } from './steps/install.ts';
import { STEPS } from './steps/steps.ts';
import { createUndos } from './undo.ts';
import { judge } from './verdict.ts';
import { makeWorld } from './world.ts';

const NAMES = Object.keys(STEPS) as (keyof typeof STEPS)[];
const USAGE = `npm run cluster [-- STEP …]

Installs the chart on a control plane of its own, and tries what happens to it in life. Needs root, kubectl, Go and some minutes.

  STEP  ${NAMES.join(', ')} (default: all of them, in this order)`;

const asked = new Set(commandLine(USAGE, (args) => namesOf(args, NAMES)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
const { line } = createScreen();
const { measure, table } = createMeasure(line);
const { undo, all: undoAll } = createUndos();
const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-cluster-'));
let failures = 0;
const attempt = async (name: string, work: () => Promise<void>) => {
  await work().catch((error: unknown) => {
    failures += 1;
    line(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
};
await attempt('install', async () => {
  const world = await makeWorld(folder, measure, undo);
  await install(world);
  // One that fails leaves the others something to show.
  for (const name of NAMES.filter((name) => asked.has(name))) await attempt(name, () => STEPS[name](world));
  await attempt('verdict', () => judge(world));
});
line(['', ...table(), ''].join('\n'));
await undoAll();
if (failures > 0) line(`${failures} failed; logs and data are in ${folder}`);
else rmSync(folder, { recursive: true, force: true });
process.exit(failures === 0 ? 0 : 1);
