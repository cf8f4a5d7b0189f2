import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Service } from '../../../deploy/local/processes/launch.ts';
import { startPostgres } from '../../../deploy/local/servers/postgres.ts';
import { embeddedDatabaseUrl } from '../../../platform/config.ts';
import { freePort } from '../../../platform/free-port.ts';
import { poll } from '../../../platform/poll.ts';
import type { Report } from '../../../platform/screen.ts';
import { withSession } from '../faults/sabotage.ts';
import { NotThere } from '../faults/world.ts';
import { copyAsReplica } from './base-backup.ts';

const NAMES = ['postgres', 'postgres-2'] as const;
type Name = (typeof NAMES)[number];

export interface ReplicatedPostgres {
  readonly services: readonly Service[];
  /** Of the first primary. */
  readonly port: number;
  /** Kills the primary and promotes the replica; the old primary comes back as the replica of the new one. */
  failOver(): Promise<void>;
}

/** A replica may have to be copied anew, on a machine that is busy (ms). */
const FOLLOWS_WITHIN_MS = 120_000;

interface Ways {
  /** Port by which the replica gets to the primary. */
  readonly toPrimary: number;
  /** Has all ways to the primary lead to this port. */
  lead(port: number): Promise<void>;
}

/**
 * PostgreSQL with a replica that follows it. What is committed is on both: a primary waits for its replica, once there is one that has
 * caught up, as Patroni's `synchronous_mode` has it.
 */
export async function replicatedPostgres(dataDir: string, { toPrimary, lead }: Ways, report: Report): Promise<ReplicatedPostgres> {
  const ports: Readonly<Record<Name, number>> = { postgres: await freePort(), 'postgres-2': await freePort() };
  const folderOf = (name: Name) => path.join(dataDir, name, 'postgres');
  let primary: Name = 'postgres';
  /** How many have been primaries: a replica of an earlier one is copied anew. */
  let reign = 0;
  const followed = new Map<Name, number>();
  const asPrimary = <T>(work: (client: pg.Client) => Promise<T>) => withSession(embeddedDatabaseUrl(ports[primary]), work);

  const follow = async (name: Name, signal: AbortSignal | undefined) => {
    if (followed.get(name) === reign) return;
    const since = reign;
    await poll({ what: `${name} has no primary to follow`, withinMs: FOLLOWS_WITHIN_MS, signal }, () =>
      asPrimary((client) => copyAsReplica(client, folderOf(primary), folderOf(name), toPrimary)),
    );
    followed.set(name, since);
  };

  /** From then on a commit waits for it. */
  const count = async (name: Name) => {
    if (name === primary) return;
    await poll({ what: `${name} does not follow`, withinMs: FOLLOWS_WITHIN_MS }, () =>
      asPrimary(async (client) => {
        const { rowCount } = await client.query(`select from pg_stat_replication where state = 'streaming'`);
        if (rowCount === 0) throw new Error('it does not stream');
        await client.query(`alter system set synchronous_standby_names = '*'`);
        await client.query('select pg_reload_conf()');
      }),
    );
  };

  const start =
    (name: Name): Service['start'] =>
    async (context) => {
      const isNew = (await stat(folderOf(name)).catch(() => undefined)) === undefined;
      if (name !== primary) await follow(name, context.signal);
      const running = await startPostgres({ dataDir: path.dirname(folderOf(name)), port: ports[name] }, context);
      if (name === primary && isNew) await asPrimary(prepare);
      void count(name).catch((error: unknown) => report(String(error)));
      return running;
    };

  return {
    services: NAMES.map((name) => ({ name, start: start(name) })),
    port: ports.postgres,
    async failOver() {
      const [old, next] = primary === 'postgres' ? NAMES : ([NAMES[1], NAMES[0]] as const);
      const inStep = await asPrimary((client) => client.query(`select from pg_stat_replication where sync_state = 'sync'`));
      if (inStep.rowCount === 0) throw new NotThere('no replica is in step with the primary');
      const [killed, promoted] = await Promise.all([postmasterOf(folderOf(old)), postmasterOf(folderOf(next))]);
      const began = Date.now();
      primary = next;
      reign += 1;
      process.kill(killed, 'SIGKILL');
      // What `pg_ctl promote` does.
      await writeFile(path.join(folderOf(next), 'promote'), '');
      process.kill(promoted, 'SIGUSR1');
      await poll({ what: `${next} was not promoted`, withinMs: FOLLOWS_WITHIN_MS, everyMs: 50 }, () =>
        gone(folderOf(next), 'standby.signal'),
      );
      await lead(ports[next]);
      report(`${next} is the primary after ${Date.now() - began} ms`);
    },
  };
}

async function postmasterOf(folder: string): Promise<number> {
  const text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  if (text === '') throw new NotThere(`nothing runs in ${folder}`);
  return Number.parseInt(text, 10);
}

async function gone(folder: string, name: string): Promise<void> {
  if (await stat(path.join(folder, name)).catch(() => undefined)) throw new Error(`${name} is there`);
}

/** A replica that is copied takes a moment, in which the primary writes on. */
async function prepare(client: pg.Client): Promise<void> {
  await client.query(`alter system set wal_keep_size = '1GB'`);
  await client.query('select pg_reload_conf()');
  // Behind a pooler the client's own limit is all there is otherwise: docs/servers.md.
  await client.query(`alter role current_user set statement_timeout = '4s'`);
}
