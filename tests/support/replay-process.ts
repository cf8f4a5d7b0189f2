// Replays histories in a process of its own: `node replay-process.ts <bundle> <history> …`, files of JSON; answers a line of JSON.
// In a test's own process the SDK would take over how stacks are read, and Jest show other lines than those that failed.
import { readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { historyFrom } from '../../tools/history-json.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const [bundle = '', ...files] = process.argv.slice(2);
const workflowBundle = read(bundle) as WorkflowBundleWithSourceMap;
const histories = files.map((workflowId) => ({ workflowId, history: historyFrom(read(workflowId)) }));

const failures: Record<string, { name: string; message: string }> = {};
for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
  if (error) failures[workflowId] = { name: error.name, message: error.message };
process.stdout.write(`${JSON.stringify(failures)}\n`);
