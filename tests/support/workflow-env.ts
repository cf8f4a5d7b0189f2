import type { FulfilmentPlanner } from '../../domain/fulfilment-planner.ts';
import type { PartnerQueues } from '../../domain/run-settings.ts';
import { createLogger } from '../../platform/logger.ts';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { Lab, type Limits } from './workflow-lab.ts';

/** temporal.api.enums.v1.IndexedValueType; numbers of a wire format do not change. */
const KEYWORD = 2;
const MOST_STARTS = 5;
const missing = process.env['TEMPORAL_TEST_SERVER_MISSING'];

/** `test`; or, where no test server can be had, one that is reported as skipped. */
export const workflowTest = missing ? test.skip : test;

/** One bundle for the tests of a file, and one server and worker for as long as they are as new; call it at the file's top. */
export function useLab(
  limits?: Partial<Limits>,
  queues?: PartnerQueues,
  planShipments?: FulfilmentPlanner,
  capturePerShipment?: boolean,
): () => Lab {
  let lab: Lab | undefined;
  let bundle: WorkflowBundleWithSourceMap;
  const opened = () => {
    if (!lab) throw new Error('the lab opens before the first test');
    return lab;
  };
  if (missing) {
    test.skip(`needs a time-skipping server: ${missing}`, () => undefined);
    return opened;
  }
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
    bundle = await bundleOrderWorkflows(createLogger('worker', 'error'));
  });
  beforeEach(async () => {
    if (lab) return;
    lab = new Lab(await startServer(), bundle, limits, queues, planShipments, capturePerShipment);
    await lab.startWorker();
  });
  afterEach(async () => {
    await lab?.tidy();
    if (lab?.worn) await close();
  });
  afterAll(close);
  return opened;

  async function close(): Promise<void> {
    await lab?.close();
    lab = undefined;
  }
}

/** The SDK gives a server five seconds to listen, which a busy machine may not have for a Java process. */
async function startPatiently<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === MOST_STARTS || !String(error).includes('did not start within')) throw error;
    }
  }
}

async function startServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  const options = path ? { server: { executable: { type: 'existing-path', path } as const } } : {};
  const env = await startPatiently(() => TestWorkflowEnvironment.createTimeSkipping(options));
  const searchAttributes = { [ORDER_STATUS.name]: KEYWORD, [CUSTOMER_ID.name]: KEYWORD };
  await env.connection.operatorService.addSearchAttributes({ namespace: env.client.options.namespace, searchAttributes });
  return env;
}
