// Takes every kind of order its way on a real Temporal server and keeps its history for the replay test:
// `npm run history:orders -- [name …]`.
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { startDevServer } from './workflow-dev-server.ts';
import { saveHistory } from '../../tools/history-json.ts';
import { COURSES } from './workflow-histories-recorded.ts';

const USAGE = `npm run history:orders -- [name …]

Without names it takes all of: ${Object.keys(COURSES).join(', ')}`;

const wanted = commandLine(USAGE, (args) => namesOf(args, Object.keys(COURSES)));
const server = await startDevServer();

try {
  for (const [name, course] of Object.entries(COURSES)) {
    if (!wanted.includes(name)) continue;
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
