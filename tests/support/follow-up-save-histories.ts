// Takes every kind of refund and return its way on a real Temporal server and keeps its history for the replay test:
// `npm run history:follow-ups -- [name …]`.
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { saveHistory } from '../../tools/history-json.ts';
import { FOLLOW_UPS } from './follow-up-histories-recorded.ts';
import { startDevServer } from './workflow-dev-server.ts';

const USAGE = `npm run history:follow-ups -- [name …]

Without names it takes all of: ${Object.keys(FOLLOW_UPS).join(', ')}`;

const wanted = commandLine(USAGE, (args) => namesOf(args, Object.keys(FOLLOW_UPS)));
const server = await startDevServer();

try {
  for (const [name, { limits, prepare, take }] of Object.entries(FOLLOW_UPS)) {
    if (!wanted.includes(name)) continue;
    const lab = server.openLab(limits);
    prepare?.(lab);
    await lab.startWorker();
    const run = await lab.prepare().start();
    await run.completes();
    const { handle } = await take(run);
    await handle.result();
    const events = await saveHistory(name, await handle.fetchHistory());
    console.log(`${name}: ${events} events`);
    await lab.stopWorkers();
  }
} finally {
  await server.close();
}
