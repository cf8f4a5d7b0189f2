// Lives every kind of refund on a real Temporal server and keeps its history for the replay test:
// `npm run history:refunds -- [name …]`.
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { REFUND_COURSES } from './refund-histories-recorded.ts';
import { startDevServer } from './workflow-dev-server.ts';
import { saveHistory } from '../../tools/history-json.ts';

const USAGE = `npm run history:refunds -- [name …]

Without names it takes all of: ${Object.keys(REFUND_COURSES).join(', ')}`;

const wanted = commandLine(USAGE, (args) => namesOf(args, Object.keys(REFUND_COURSES)));
const server = await startDevServer();
const lab = server.openLab();

try {
  await lab.startWorker();
  for (const [name, take] of Object.entries(REFUND_COURSES)) {
    if (!wanted.includes(name)) continue;
    const run = await lab.prepare().start();
    await run.completes();
    const { handle } = await take(run);
    const events = await saveHistory(`refunds/${name}`, await handle.fetchHistory());
    console.log(`${name}: ${events} events`);
  }
} finally {
  await lab.tidy();
  await lab.stopWorkers();
  await server.close();
}
