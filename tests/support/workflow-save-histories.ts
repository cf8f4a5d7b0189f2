// Lives every kind of order on a real Temporal server and keeps its history for the replay test:
//   node tests/support/workflow-save-histories.ts [name …]
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTool, temporalTool } from '../../deploy/local/tools.ts';
import { bundleOrderWorkflows } from '../../worker/create-worker.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { Lab } from './workflow-lab.ts';
import { LIVES } from './workflow-lives.ts';

const wanted = process.argv.slice(2);
const limits = { reservationMs: 15 * 60_000, silenceMs: 60 * 60_000 };

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
const executable = { type: 'existing-path', path: await findTool(temporalTool) } as const;
const searchAttributes = [ORDER_STATUS, CUSTOMER_ID];
const env = await TestWorkflowEnvironment.createLocal({ server: { executable, searchAttributes } });
const bundle = await bundleOrderWorkflows();

for (const [name, life] of Object.entries(LIVES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const lab = new Lab(env, bundle, { ...limits, ...life.limits });
  await lab.startWorker();
  const run = await life.live(lab);
  const status = await run.end();
  const history = await run.handle.fetchHistory();
  const file = new URL(`../workflows/histories/${name}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history)), null, 1)}\n`);
  console.log(`${name}: ${status}, ${history.events?.length ?? 0} events`);
  await lab.stopWorkers();
}
await env.teardown();
