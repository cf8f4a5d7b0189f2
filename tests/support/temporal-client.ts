import { Client, Connection } from '@temporalio/client';
import { setting } from './api-client.ts';

export async function temporalClient(): Promise<Client & { close(): Promise<void> }> {
  const connection = await Connection.connect({ address: setting('TEST_TEMPORAL_ADDRESS') });
  return Object.assign(new Client({ connection }), { close: () => connection.close() });
}
