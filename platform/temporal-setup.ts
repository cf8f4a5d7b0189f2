// What a Temporal server must know before the first order: the namespace and the search attributes.
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common';
import { AbortPolling, poll } from './poll.ts';

type Address = { address: string; namespace: string };
type Registered = { namespaceCreated: boolean; attributesAdded: string[] };

/** No name or e-mail belongs in these: search attributes are never encrypted. */
const searchAttributes = ['OrderStatus', 'CustomerId'];
/** Enums of temporal.api.enums.v1.IndexedValueType and gRPC's status codes; numbers of a wire format do not change. */
const KEYWORD = 2;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;

/**
 * Creates the namespace (kept for 7 days after a workflow's end) and the search attributes where they are missing,
 * and returns when the server takes them. May run twice at once.
 */
export async function registerWithTemporal(
  { address, namespace }: Address,
  options: { withinMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<Registered> {
  const { withinMs = 120_000, signal } = options;
  const connection = await poll({ what: `Temporal at ${address} did not answer`, withinMs, everyMs: 250, signal }, () =>
    Connection.connect({ address, connectTimeout: 2000 }),
  );
  try {
    const namespaceCreated = await poll(
      { what: `namespace ${namespace} could not be looked up or created`, withinMs, everyMs: 250, signal },
      () => createNamespace(connection, namespace),
    );
    // Servers cache namespaces and search attributes, so what was just made is refused for some seconds.
    const soon = { withinMs: 60_000, everyMs: 250, signal };
    const attributesAdded = await poll({ what: `the search attributes could not be added to namespace ${namespace}`, ...soon }, () =>
      addSearchAttributes(connection, namespace),
    );
    await poll({ what: `the search attributes of namespace ${namespace} were not usable`, ...soon }, () =>
      useSearchAttributes(connection, namespace),
    );
    return { namespaceCreated, attributesAdded };
  } finally {
    await connection.close();
  }
}

async function createNamespace(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return false;
  } catch (error) {
    if (codeOf(error) === PERMISSION_DENIED) throw new AbortPolling(`Temporal refuses access to namespace ${namespace}`, { cause: error });
    if (codeOf(error) !== NOT_FOUND) throw error;
  }
  try {
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('7 days') });
    return true;
  } catch (error) {
    if (codeOf(error) === ALREADY_EXISTS) return false;
    throw error;
  }
}

async function addSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const wrong = searchAttributes.filter((name) => (customAttributes[name] ?? KEYWORD) !== KEYWORD);
  if (wrong.length > 0)
    throw new AbortPolling(`namespace ${namespace} has search attributes of another type than Keyword: ${wrong.join(', ')}`);
  const missing = searchAttributes.filter((name) => customAttributes[name] === undefined);
  if (missing.length > 0) {
    const added = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: added });
  }
  return missing;
}

/** A query by an attribute is refused as long as a start with it would be. */
async function useSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const query = searchAttributes.map((name) => `${name} = 'none'`).join(' AND ');
  await connection.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
