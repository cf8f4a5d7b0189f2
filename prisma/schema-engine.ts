// Prisma's schema engine as WebAssembly: the same engine as `prisma migrate`, without a binary to download.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type { SchemaEngine };

/** What is used of the global, whose types come with the DOM library only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** Opens the engine on a database. The caller frees it. */
export async function openSchemaEngine(databaseUrl: string, schema: { path: string; content: string }): Promise<SchemaEngine> {
  await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl));
  return glue.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, factory);
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
  return Object.fromEntries(Object.entries(imports).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout') ? setUnrefTimeout : value]));
}

function adapterFactory(databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = new PrismaPg(databaseUrl);
  return {
    provider,
    adapterName,
    connect: () => connect(databaseUrl),
    connectToShadowDb: () => connectToShadow(databaseUrl),
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

/** adapter-pg has no type for PostgreSQL's internal "char", which the catalog is full of: say that it is text. */
function readingCatalogChars(pool: pg.Pool): pg.Pool {
  const charOid = 18;
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult | pg.QueryResult[]>;
  const relabelled = async (config: pg.QueryConfig) => {
    const result = await query(config);
    for (const { fields } of [result].flat()) {
      for (const field of fields) if (field.dataTypeID === charOid) field.dataTypeID = pg.types.builtins.TEXT;
    }
    return result;
  };
  return Object.assign(pool, { query: relabelled });
}
