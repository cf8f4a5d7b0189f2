// Lives every kind of order on a real Temporal server and keeps its history for the replay test:
//   node tests/support/workflow-save-histories.ts [name …]
import { createLogger } from '../../platform/logger.ts';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTool, temporalTool } from '../../deploy/local/tools.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { saveHistory } from './workflow-history-json.ts';
import { Lab } from './workflow-lab.ts';
import { LIVES } from './workflow-lives.ts';

const wanted = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
const executable = { type: 'existing-path', path: await findTool(temporalTool) } as const;
const searchAttributes = [ORDER_STATUS, CUSTOMER_ID];
const env = await TestWorkflowEnvironment.createLocal({ server: { executable, searchAttributes } });
const bundle = await bundleOrderWorkflows(createLogger('worker', 'error'));

try {
  for (const [name, life] of Object.entries(LIVES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const lab = new Lab(env, bundle, life.limits);
    await lab.startWorker();
    const run = await life.live(lab);
    const status = await run.end();
    const events = await saveHistory(name, await run.handle.fetchHistory());
    console.log(`${name}: ${status}, ${events} events`);
    await lab.stopWorkers();
  }
} finally {
  await env.teardown();
}
