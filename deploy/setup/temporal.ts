import type { Connection } from '@temporalio/client';
import { connectTemporal, openConnection, type TemporalAddress } from '../../adapters/temporal/connection.ts';
import { ensureReconcileSchedule } from '../../adapters/temporal/reconcile-schedule.ts';
import { ensureNamespace, ensureSearchAttributes, RegistrationRefused, useSearchAttributes } from '../../adapters/temporal/registration.ts';
import type { Config } from '../../platform/config.ts';
import { dial } from '../../platform/dial.ts';
import { AbortPolling, poll } from '../../platform/poll.ts';
import { type Server, waitForServer } from '../../platform/wait-for-server.ts';
import type { SetUpOptions } from './options.ts';

const CONNECT_TIMEOUT_MS = 2000;

export async function register(
  { temporal, reconcileEveryMs }: Pick<Config, 'temporal' | 'reconcileEveryMs'>,
  options: SetUpOptions,
): Promise<void> {
  await registerNames(temporal, options);
  const { client, close } = connectTemporal(temporal);
  try {
    await ensureReconcileSchedule(client, { everyMs: reconcileEveryMs, taskQueue: temporal.taskQueue });
  } finally {
    await close();
  }
}

/** Waits until somebody else has registered the names: a start that holds a search attribute is refused before. */
export async function awaitRegistration({ temporal }: { readonly temporal: TemporalAddress }, options: SetUpOptions): Promise<void> {
  await waitForServer(server(temporal), options, async () => {
    const connection = await connect(temporal);
    try {
      await useSearchAttributes(connection, temporal.namespace);
    } finally {
      await connection.close();
    }
  });
}

/** The namespace and the search attributes; returns when the server takes them. */
async function registerNames(temporal: TemporalAddress, options: SetUpOptions): Promise<void> {
  const { namespace } = temporal;
  const { report, withinMs, signal } = options;
  const connection = await waitForServer(server(temporal), options, () => connect(temporal));
  const settle = <T>(what: string, ask: () => Promise<T>) =>
    poll({ what, withinMs, everyMs: 250, signal }, () => ask().catch(giveUpIfRefused));
  try {
    const isNew = await settle(`namespace ${namespace} could not be looked up or created`, () => ensureNamespace(connection, namespace));
    if (isNew) report(`Temporal: created namespace ${namespace}`);
    // Servers cache namespaces and search attributes, so what was just made is refused for some seconds.
    const added = await settle(`the search attributes could not be added to namespace ${namespace}`, () =>
      ensureSearchAttributes(connection, namespace),
    );
    await settle(`the search attributes of namespace ${namespace} were not usable`, () => useSearchAttributes(connection, namespace));
    report(added.length > 0 ? `Temporal: added search attributes ${added.join(', ')}` : 'Temporal: search attributes are there');
  } finally {
    await connection.close();
  }
}

const server = ({ address }: TemporalAddress): Server => ({ name: 'Temporal', address, variable: 'TEMPORAL_ADDRESS' });

async function connect(temporal: TemporalAddress): Promise<Connection> {
  // The client would wait out its time-out without a reason.
  await dial(temporal.address, AbortSignal.timeout(CONNECT_TIMEOUT_MS));
  return openConnection(temporal, { connectTimeoutMs: CONNECT_TIMEOUT_MS });
}

function giveUpIfRefused(error: unknown): never {
  throw error instanceof RegistrationRefused ? new AbortPolling(error.message, { cause: error }) : error;
}
