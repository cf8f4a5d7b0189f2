import { baseUrl, hostAndPort } from '../../deploy/local/processes/own-processes.ts';
import { startSystem, type System } from '../../deploy/local/scripting/start-system.ts';
import type { Config } from '../../platform/config.ts';

export interface TestSystem extends System {
  /** Where its services are, as the tests look it up in their environment. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A whole system, whose parcels take two seconds. */
export async function startTestSystem(
  over: Record<string, string> = {},
  args: readonly string[] = [],
  output?: string,
): Promise<TestSystem> {
  const system = await startSystem(
    { CARRIER_PICKUP_MS: '2500', CARRIER_DELIVERY_MS: '500', ...over },
    { args, ...(output !== undefined && { output }) },
  );
  return { ...system, settings: { TEST_DATA_DIR: system.dataDir, ...settingsOf(system.config) } };
}

function settingsOf({ api, grpc, worker, relay, partners, database, temporal, nats }: Config): Record<string, string> {
  return {
    TEST_API_URL: baseUrl(api.host, api.port),
    TEST_GRPC_ADDRESS: hostAndPort(grpc),
    TEST_WORKER_URL: baseUrl(worker.host, worker.port),
    TEST_RELAY_URL: baseUrl(relay.host, relay.port),
    TEST_PARTNERS_URL: baseUrl(partners.host, partners.port),
    TEST_DATABASE_URL: database.url,
    TEST_TEMPORAL_ADDRESS: temporal.address,
    TEST_NATS_URL: nats.url,
  };
}
