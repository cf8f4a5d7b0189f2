// Lives every kind of refund on a real Temporal server and keeps its history for the replay test:
//   node tests/support/refund-save-histories.ts [name …]
import { REFUND_COURSES } from './refund-histories-recorded.ts';
import { startDevServer } from './workflow-dev-server.ts';
import { saveHistory } from '../../tools/history-json.ts';

const wanted = process.argv.slice(2);
const server = await startDevServer();
const lab = server.openLab();

try {
  await lab.startWorker();
  for (const [name, take] of Object.entries(REFUND_COURSES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
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
