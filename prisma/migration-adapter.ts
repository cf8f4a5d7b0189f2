// Prisma's adapter for pg, as the schema engine needs it to migrate.
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { openSession, postgresSession } from '../platform/postgres-session.ts';

/** A database as the engine sees it, through one session: its advisory lock belongs to a session. Disposing of it twice is harmless. */
export async function openMigrationAdapter(databaseUrl: string): Promise<SqlDriverAdapter> {
  const { config, schema, pooled } = postgresSession(databaseUrl);
  const pool = new CatalogPool({ ...config, max: 1, idleTimeoutMillis: 0 });
  const inner = await new PrismaPg(pool as unknown as pg.Pool, { schema, disposeExternalPool: true }).connect();
  const lock = pooled ? lockInTransaction(databaseUrl) : undefined;
  const close = async () => void (await Promise.all([inner.dispose(), lock?.release()]));
  let disposed: Promise<void> | undefined;
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    executeRaw: (query) => (lock?.isAskedBy(query.sql) ? lock.take(query.sql) : inner.executeRaw(query)),
    startTransaction: (isolationLevel) => inner.startTransaction(isolationLevel),
    getConnectionInfo: () => inner.getConnectionInfo(),
    dispose: () => (disposed ??= close()),

    // adapter-pg splits a script at every semicolon, also inside function bodies and strings. One simple-protocol
    // query runs the whole script in one implicit transaction, as the native engine does.
    async executeScript(script) {
      await makeSchema(inner, schema);
      await inner.executeRaw({ sql: script.replace(MAKES_PUBLIC, ''), args: [], argTypes: [] });
    },

    async queryRaw(query) {
      const result = await inner.queryRaw(query);
      const chars = pool.charColumnsOf(result.rows);
      return { ...result, columnTypes: result.columnTypes.map((type, column) => (chars.has(column) ? ColumnTypeEnum.Character : type)) };
    },
  };
}

/** The engine's lock belongs to a session. Behind a pooler it would stay with a connection that others use: a transaction of our own keeps it. */
function lockInTransaction(databaseUrl: string) {
  let holder: Promise<pg.Client> | undefined;
  return {
    isAskedBy: (sql: string) => sql.includes('pg_advisory_lock('),
    async take(sql: string): Promise<number> {
      const client = await (holder ??= openSession(databaseUrl));
      await client.query('begin');
      await client.query(sql.replace('pg_advisory_lock(', 'pg_advisory_xact_lock('));
      return 0;
    },
    release: () =>
      holder?.then(
        (client) => client.end(),
        () => undefined,
      ),
  };
}

/** Written by Prisma into a first migration. Our schema may be another, and PostgreSQL refuses this to a role that may make none, even where it is there. */
const MAKES_PUBLIC = /^CREATE SCHEMA IF NOT EXISTS "public";$/m;

async function makeSchema(adapter: SqlDriverAdapter, schema: string): Promise<void> {
  const name = pg.escapeLiteral(schema);
  const sql = `do $$ begin if to_regnamespace(quote_ident(${name})) is null then execute format('create schema %I', ${name}); end if; end $$`;
  await adapter.executeRaw({ sql, args: [], argTypes: [] });
}

/** A throw-away database in which the engine replays the migrations; needs the right to create one. */
export async function openShadowAdapter(databaseUrl: string): Promise<SqlDriverAdapter> {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const admin = await openSession(databaseUrl);
  await admin.query(`CREATE DATABASE "${name}"`);
  const shadowUrl = new URL(databaseUrl);
  shadowUrl.pathname = `/${name}`;
  const inner = await openMigrationAdapter(shadowUrl.href);
  const drop = async () => {
    await inner.dispose();
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await admin.end();
  };
  let disposed: Promise<void> | undefined;
  return { ...inner, dispose: () => (disposed ??= drop()) };
}

type Answer = Pick<pg.QueryResult<unknown[]>, 'fields' | 'rows' | 'rowCount'>;
/** Of the many ways to ask a pool the one that adapter-pg takes. */
type AskedPool = new (config: pg.PoolConfig) => { query(config: pg.QueryConfig): Promise<Answer | Answer[]> };

/** PostgreSQL's internal type "char", of which its catalog is full. */
const CHAR_OID = 18;

/** adapter-pg has no type for "char" and refuses such columns. They pass it as text, and the pool knows afterwards which they were. */
class CatalogPool extends (pg.Pool as unknown as AskedPool) {
  readonly #charColumns = new WeakMap<unknown[][], ReadonlySet<number>>();

  override async query(config: pg.QueryConfig): Promise<Answer | Answer[]> {
    const answer = await super.query(config);
    return Array.isArray(answer) ? answer.map((each) => this.#withoutChars(each)) : this.#withoutChars(answer);
  }

  /** Of rows that this pool has answered with, which adapter-pg hands through as they are. */
  charColumnsOf(rows: unknown[][]): ReadonlySet<number> {
    return this.#charColumns.get(rows) ?? new Set();
  }

  #withoutChars({ fields, rows, rowCount }: Answer): Answer {
    const columns = fields.flatMap(({ dataTypeID }, column) => (dataTypeID === CHAR_OID ? [column] : []));
    this.#charColumns.set(rows, new Set(columns));
    const asText = fields.map((field) => (field.dataTypeID === CHAR_OID ? { ...field, dataTypeID: pg.types.builtins.TEXT } : field));
    return { fields: asText, rows, rowCount };
  }
}
