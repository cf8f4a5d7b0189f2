import { deployMigrations } from '../../prisma/migrate.ts';
import { connect, type Connection } from './connection.ts';
import { writeCopies } from './copies.ts';
import { makeOriginals, TABLES } from './originals.ts';

/** For the time of loading alone: what a crash would lose is made again. */
const WHILE_LOADING: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  max_wal_size: '32GB',
  checkpoint_timeout: '1h',
  maintenance_work_mem: '512MB',
};

/** Fills an empty database with `count` orders, and leaves it as autovacuum would have. */
export async function loadOrders(url: string, count: number): Promise<void> {
  await deployMigrations(url);
  const connection = await connect(url);
  try {
    for (const [name, value] of Object.entries(WHILE_LOADING)) await connection.query(`alter system set ${name} = '${value}'`);
    await connection.query('select pg_reload_conf()');
    await writeCopies(url, connection, await makeOriginals(url, connection), count);
    await connection.query('drop schema growth cascade');
    await vacuum(connection);
    for (const name of Object.keys(WHILE_LOADING)) await connection.query(`alter system reset ${name}`);
    await connection.query('select pg_reload_conf()');
    await connection.query('checkpoint');
  } finally {
    await connection.close();
  }
}

/** Only what is filled: what PostgreSQL believes of an empty table, it would plan by for good. */
async function vacuum(connection: Connection): Promise<void> {
  for (const table of [...Object.keys(TABLES), 'order_terms', 'stock']) {
    const [isFilled] = await connection.query(`select from ${table} limit 1`);
    if (isFilled) await connection.query(`vacuum (analyze) ${table}`);
  }
}
