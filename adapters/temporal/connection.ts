import { Client, Connection } from '@temporalio/client';
import { clientDataConverter } from './data-converter.ts';
import { traceInterceptor } from './trace-interceptor.ts';

export interface TemporalAddress {
  /** host:port of the frontend. */
  readonly address: string;
  readonly namespace: string;
}

/** What every connection to Temporal is made of, those of workers too: TLS and credentials belong here. */
export function connectionOptions({ address }: Pick<TemporalAddress, 'address'>) {
  return { address };
}

/** A client that connects with its first call: a Temporal that is away must not keep a process from starting. */
export function connectTemporal(to: TemporalAddress): { client: Client; close: () => Promise<void> } {
  const connection = Connection.lazy(connectionOptions(to));
  const interceptors = { workflow: [traceInterceptor] };
  const client = new Client({ connection, namespace: to.namespace, dataConverter: clientDataConverter, interceptors });
  return { client, close: () => connection.close() };
}

/**
 * A connection that stands when it is returned.
 * @throws TransportError or ServiceError when the server does not answer within `connectTimeoutMs`
 */
export function openConnection(to: Pick<TemporalAddress, 'address'>, { connectTimeoutMs = 10_000 } = {}): Promise<Connection> {
  return Connection.connect({ ...connectionOptions(to), connectTimeout: connectTimeoutMs });
}
