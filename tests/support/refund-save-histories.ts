// Lives every kind of refund on a real Temporal server and keeps its history for the replay test:
//   node tests/support/refund-save-histories.ts [name …]
import { createLogger } from '../../platform/logger.ts';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTool, temporalTool } from '../../deploy/local/tools.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { REFUND_LIVES } from './refund-lives.ts';
import { saveHistory } from './workflow-history-json.ts';
import { Lab } from './workflow-lab.ts';

const wanted = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
const executable = { type: 'existing-path', path: await findTool(temporalTool) } as const;
const searchAttributes = [ORDER_STATUS, CUSTOMER_ID];
const env = await TestWorkflowEnvironment.createLocal({ server: { executable, searchAttributes } });
const lab = new Lab(env, await bundleOrderWorkflows(createLogger('worker', 'error')));

try {
  await lab.startWorker();
  for (const [name, live] of Object.entries(REFUND_LIVES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const run = await lab.prepare().start();
    await run.completes();
    const { handle } = await live(run);
    const events = await saveHistory(`refunds/${name}`, await handle.fetchHistory());
    console.log(`${name}: ${events} events`);
  }
} finally {
  await lab.close();
}
