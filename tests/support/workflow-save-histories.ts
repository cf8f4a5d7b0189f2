// Lives every kind of order on a real Temporal server and keeps its history for the replay test:
//   node tests/support/workflow-save-histories.ts [name …]
import { startDevServer } from './workflow-dev-server.ts';
import { saveHistory } from '../../tools/history-json.ts';
import { LIVES } from './workflow-lives.ts';

const wanted = process.argv.slice(2);
const server = await startDevServer();

try {
  for (const [name, life] of Object.entries(LIVES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const lab = server.openLab(life.limits);
    await lab.startWorker();
    const run = await life.live(lab);
    const status = await run.end();
    const events = await saveHistory(name, await run.handle.fetchHistory());
    console.log(`${name}: ${status}, ${events} events`);
    await lab.stopWorkers();
  }
} finally {
  await server.close();
}
