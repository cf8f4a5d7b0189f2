import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { clientDataConverter, type EncryptionCodec } from '../../adapters/temporal/data-converter.ts';
import { findTool, temporalTool } from '../../deploy/local/programs/tools.ts';
import { createLogger } from '../../platform/logger.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { Lab, type Limits } from './workflow-lab.ts';

/** A Temporal server as it is in life, for what the time-skipping one does otherwise; it gives out labs until it is closed. */
export async function startDevServer(codec?: EncryptionCodec) {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  const executable = { type: 'existing-path', path: await findTool(temporalTool) } as const;
  const server = { executable, searchAttributes: [ORDER_STATUS, CUSTOMER_ID] };
  const bundle = await bundleOrderWorkflows(createLogger('worker', 'error'), { isEncrypted: codec?.encrypts });
  const client = { dataConverter: clientDataConverter(codec) };
  const env = await TestWorkflowEnvironment.createLocal({ server, client });
  return {
    bundle,
    openLab: (limits?: Partial<Limits>) => Object.assign(new Lab(env, bundle, limits), { codec }),
    close: () => env.teardown(),
  };
}
