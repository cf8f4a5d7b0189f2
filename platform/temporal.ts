import { Client, Connection } from '@temporalio/client';

/** A client that connects with its first call: a Temporal that is away must not keep a process from starting. */
export async function connectTemporal({
  address,
  namespace,
}: {
  address: string;
  namespace: string;
}): Promise<{ client: Client; close: () => Promise<void> }> {
  const connection = Connection.lazy({ address });
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}
