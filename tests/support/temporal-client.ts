import type { Client } from '@temporalio/client';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { setting } from './api-client.ts';

export async function temporalClient(): Promise<Client & { close(): Promise<void> }> {
  const { client, close } = connectTemporal({ address: setting('TEST_TEMPORAL_ADDRESS'), namespace: 'default' });
  return Object.assign(client, { close });
}
