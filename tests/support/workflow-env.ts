import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleOrderWorkflows } from '../../worker/create-worker.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { Lab, type Limits } from './workflow-lab.ts';

/** temporal.api.enums.v1.IndexedValueType; numbers of a wire format do not change. */
const KEYWORD = 2;
const missing = process.env['TEMPORAL_TEST_SERVER_MISSING'];

/** `test`; or, where no test server can be had, one that is reported as skipped. */
export const workflowTest = missing ? test.skip : test;

/** One server, one bundle and one worker for the tests of a file; call it at the file's top. */
export function useLab(limits?: Limits): () => Lab {
  let lab: Lab | undefined;
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
    const [env, bundle] = await Promise.all([startServer(), bundleOrderWorkflows()]);
    lab = new Lab(env, bundle, limits);
    await lab.startWorker();
  }, 120_000);
  afterEach(() => lab?.tidy());
  afterAll(() => lab?.close());
  return opened;
}

async function startServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  const env = await TestWorkflowEnvironment.createTimeSkipping(path ? { server: { executable: { type: 'existing-path', path } } } : {});
  const searchAttributes = { [ORDER_STATUS.name]: KEYWORD, [CUSTOMER_ID.name]: KEYWORD };
  await env.connection.operatorService.addSearchAttributes({ namespace: env.client.options.namespace, searchAttributes });
  return env;
}
