// Prisma's schema engine as WebAssembly: the same engine as `prisma migrate`, without a binary to download.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { openMigrationAdapter, openShadowAdapter } from './migration-adapter.ts';

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

/** What the package's own index does, which imports the .wasm file as an ES module: Node warns that this is experimental. */
async function instantiate(): Promise<void> {
  // The engine looks for this global and calls it before it dies of a panic.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`The schema engine failed: ${message}`);
      },
    },
  });
  const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(gluePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withoutWaiting(glue) });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

/** The engine leaves its 10 s limit for the advisory lock running: the timers it is given do not hold up the process's end. */
function withoutWaiting(imports: object): object {
  const setUnrefTimeout = (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref();
  return Object.fromEntries(
    Object.entries(imports).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout') ? setUnrefTimeout : value]),
  );
}

/** `opened` gets each adapter that the engine asks for. */
function adapterFactory(databaseUrl: string, opened: SqlDriverAdapter[]): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = new PrismaPg(databaseUrl);
  const remembered = async (connecting: Promise<SqlDriverAdapter>) => {
    const adapter = await connecting;
    opened.push(adapter);
    return adapter;
  };
  return {
    provider,
    adapterName,
    connect: () => remembered(openMigrationAdapter(databaseUrl)),
    connectToShadowDb: () => remembered(openShadowAdapter(databaseUrl)),
  };
}
