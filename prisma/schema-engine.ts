// Prisma's schema engine as WebAssembly: the same engine as `prisma migrate`, without a binary to download.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlResultSet } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type { SchemaEngine };

/** What is used of the global, whose types come with the DOM library only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** Lends the engine, on one database, to `work`; its connections are closed afterwards. */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  schema: { path: string; content: string },
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const adapters: SqlDriverAdapter[] = [];
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl, adapters));
  try {
    const engine = await glue.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, factory);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    // The engine itself closes some of them.
    for (const adapter of adapters) await adapter.dispose();
  }
}

let loaded: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  return (loaded ??= instantiate());
}

async function instantiate(): Promise<void> {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`The schema engine failed: ${message}`);
      },
    },
  });
  const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(gluePath.replace(/\.js$/, '.wasm'));
  // The module's own index imports the .wasm file as an ES module, which Node does not load without a flag.
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withoutWaiting(glue) });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

/** The engine leaves its 10 s limit for the advisory lock running, which would hold up the process's end as long. */
function withoutWaiting(imports: object): object {
  const setUnrefTimeout = (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref();
  return Object.fromEntries(
    Object.entries(imports).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout') ? setUnrefTimeout : value]),
  );
}

function adapterFactory(databaseUrl: string, opened: SqlDriverAdapter[]): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = new PrismaPg(databaseUrl);
  const remembered = async (connecting: Promise<SqlDriverAdapter>) => {
    const adapter = await connecting;
    const dispose = adapter.dispose.bind(adapter);
    let disposed: Promise<void> | undefined;
    adapter.dispose = () => (disposed ??= dispose());
    opened.push(adapter);
    return adapter;
  };
  return {
    provider,
    adapterName,
    connect: () => remembered(connect(databaseUrl)),
    connectToShadowDb: () => remembered(connectToShadow(databaseUrl)),
  };
}

async function connect(databaseUrl: string): Promise<SqlDriverAdapter> {
  // One session, because the engine's advisory lock belongs to a session.
  const pool = readingCatalogChars(new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 0 }));
  const adapter: SqlDriverAdapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  // adapter-pg splits a script at every semicolon, also inside function bodies and strings. One simple-protocol
  // query runs the whole script in one implicit transaction, as the native engine does.
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => namingCatalogChars(await queryRaw(query));
  return adapter;
}

/** A throw-away database in which the engine replays the migrations; needs the right to create one. */
async function connectToShadow(databaseUrl: string): Promise<SqlDriverAdapter> {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE "${name}"`);
  const shadowUrl = new URL(databaseUrl);
  shadowUrl.pathname = `/${name}`;
  const adapter = await connect(shadowUrl.href);
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await admin.end();
  };
  return adapter;
}

/**
 * adapter-pg has no type for PostgreSQL's internal "char", of which the catalog is full, and refuses such columns. They
 * pass it as text, and the engine is told afterwards what they are; the rows, handed through as they are, tell which.
 */
const catalogChars = new WeakMap<unknown[], boolean[]>();

function readingCatalogChars(pool: pg.Pool): pg.Pool {
  const charOid = 18;
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult | pg.QueryResult[]>;
  const asText = async (config: pg.QueryConfig) => {
    const result = await query(config);
    for (const { fields, rows } of [result].flat()) {
      catalogChars.set(
        rows,
        fields.map((field) => field.dataTypeID === charOid),
      );
      for (const field of fields) if (field.dataTypeID === charOid) field.dataTypeID = pg.types.builtins.TEXT;
    }
    return result;
  };
  return Object.assign(pool, { query: asText });
}

function namingCatalogChars(result: SqlResultSet): SqlResultSet {
  const isChar = catalogChars.get(result.rows) ?? [];
  return { ...result, columnTypes: result.columnTypes.map((type, column) => (isChar[column] ? ColumnTypeEnum.Character : type)) };
}
