// Takes every kind of order its way on a real Temporal server and keeps its history for the replay test:
//   node tests/support/workflow-save-histories.ts [name …]
import { startDevServer } from './workflow-dev-server.ts';
import { saveHistory } from '../../tools/history-json.ts';
import { COURSES } from './workflow-histories-recorded.ts';

const wanted = process.argv.slice(2);
const server = await startDevServer();

try {
  for (const [name, course] of Object.entries(COURSES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const lab = server.openLab(course.limits);
    await lab.startWorker();
    const run = await course.take(lab);
    const status = await run.end();
    const events = await saveHistory(name, await run.handle.fetchHistory());
    console.log(`${name}: ${status}, ${events} events`);
    await lab.stopWorkers();
  }
} finally {
  await server.close();
}
