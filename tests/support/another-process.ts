import { localSecrets } from '../../deploy/local/data-dir/secrets.ts';
import type { RunningProcess } from '../../deploy/local/processes/launch.ts';
import { baseUrl, ownProcesses, ownService } from '../../deploy/local/processes/own-processes.ts';
import { systemEnvironment } from '../../deploy/local/scripting/start-system.ts';
import { loadConfig } from '../../platform/config.ts';
import { setting } from './api-client.ts';

export interface AnotherProcess extends RunningProcess {
  readonly url: string;
}

/** Another process of the system that the settings name. `logs`: a folder of its own. */
export async function startAnother(name: 'api' | 'worker', logs: string, over: Record<string, string>): Promise<AnotherProcess> {
  const env = await systemEnvironment({
    ...localSecrets(setting('TEST_DATA_DIR')),
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
    PARTNERS_URL: setting('TEST_PARTNERS_URL'),
    DATA_DIR: setting('TEST_DATA_DIR'),
    ...over,
  });
  const found = ownProcesses(loadConfig(env)).find((own) => own.name === name);
  if (!found) throw new Error(`none of our processes is called ${name}`);
  return { ...(await ownService(found, logs, env).start({})), url: baseUrl(found.host, found.port) };
}
