import { NativeConnection } from '@temporalio/worker';
import { connectionOptions, type TemporalAddress } from './connection.ts';

/**
 * The connection that a worker polls on. Apart from the others, because it loads the SDK's native core, which only workers need.
 * @throws TransportError when the server does not answer
 */
export function connectWorker(to: Pick<TemporalAddress, 'address'>): Promise<NativeConnection> {
  return NativeConnection.connect(connectionOptions(to));
}
