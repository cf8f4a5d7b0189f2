// The embedded PostgreSQL: on loopback only, with the database `orders`.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { embeddedDatabaseUrl } from '../../../platform/config.ts';
import { StartError, launch } from '../processes/launch.ts';
import type { Launch, RunningProcess, StartContext } from '../processes/launch.ts';
import { findPostgres } from './postgres-binaries.ts';
import { placeFor, prepareFolder } from './postgres-folder.ts';
import { postgresUser } from './postgres-user.ts';

export type PostgresOptions = { dataDir: string; port: number };

/** @throws CannotStart when the machine or the data do not allow it, StartError when it did not come up */
export async function startPostgres(
  { dataDir, port }: PostgresOptions,
  context: StartContext = {},
): Promise<RunningProcess & { url: string }> {
  const folder = path.join(path.resolve(dataDir), 'postgres');
  const user = postgresUser(folder);
  const binaries = await findPostgres(user);
  await prepareFolder(folder, binaries, user, context.signal);
  const place = placeFor(user, folder);
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC'];
  try {
    const running = await startOnceFree(
      {
        name: 'postgres',
        command: binaries.postgres,
        args: ['-D', place.path, ...settings.flatMap((setting) => ['-c', setting])],
        // Not ours: its user may not be allowed into it.
        cwd: '/',
        user,
        descriptors: place.descriptors,
        logFile: path.join(path.resolve(dataDir), 'logs', 'postgres.log'),
        ready: () => makeDatabase(port),
        readyWithinMs: 60_000,
        // SIGTERM would wait for every client to leave.
        stopSignal: 'SIGINT',
        graceMs: 15_000,
      },
      context,
    );
    return { ...running, url: embeddedDatabaseUrl(port) };
  } finally {
    place.close();
  }
}

/** Backends of a killed server need a moment to notice, and keep its shared memory until then. */
async function startOnceFree(options: Launch, context: StartContext): Promise<RunningProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(options, context);
    } catch (error) {
      const stillHeld = error instanceof StartError && error.log.some((line) => line.includes('still in use'));
      if (!stillHeld || attempt === 20) throw error;
    }
    await delay(500, undefined, { signal: context.signal });
  }
}

async function makeDatabase(port: number): Promise<void> {
  const url = new URL(embeddedDatabaseUrl(port));
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end().catch(() => {});
  }
}
