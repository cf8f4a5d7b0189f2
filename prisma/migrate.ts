// Migrations: deploy, status, new <name>, diff, rolled-back <name>. `npm run migrate -- deploy`, with DATABASE_URL or the embedded PostgreSQL.
import { realpathSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine, UsageError, wordsOf } from '../platform/command-line.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { openSession } from '../platform/postgres-session.ts';
import { withSchemaEngine } from './schema-engine.ts';
import type { SchemaEngine } from './schema-engine.ts';

type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'];
export type MigrateOptions = { migrationsDir?: string; schemaPath?: string };

const filters = { externalTables: [], externalEnums: [] };
const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' };

/** Thrown when a migration failed or the database's history does not fit the folder; the message says which and why. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** Applies what is not applied yet and returns the names; two callers at once are safe (advisory lock). */
export function deployMigrations(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  return withEngine(databaseUrl, options, async (engine, migrationsList) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  });
}

/** What stands between the database and the migrations folder, one line each; empty when they agree. */
export function migrationStatus(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  return withEngine(databaseUrl, options, async (engine, migrationsList) => {
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    const history = found.history;
    return [
      ...found.failedMigrationNames.map((name) => `failed: ${name}`),
      ...found.editedMigrationNames.map((name) => `edited after it was applied: ${name}`),
      ...(history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : []).map((name) => `not applied: ${name}`),
      ...(history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : []).map(
        (name) => `applied, but not in the folder: ${name}`,
      ),
    ];
  });
}

/** Those of ours that the database has not. What a newer version brought is no hindrance: it has to leave room for this one. */
export async function pendingMigrations(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { migrationDirectories } = await readMigrations(located(options).migrationsDir);
  const client = await openSession(databaseUrl);
  try {
    const { rows } = await client.query<{ name: string }>(
      'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    );
    const applied = new Set(rows.map(({ name }) => name));
    return migrationDirectories.map(({ path: name }) => name).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

/** The SQL that leads from the migrations to schema.prisma; empty when they agree. Needs the right to create a database. */
export function migrationDiff(databaseUrl: string, options: MigrateOptions = {}): Promise<string> {
  return withEngine(databaseUrl, options, async (engine, migrationsList, schema) => {
    const replayed = migrationsList.migrationDirectories.length > 0;
    const result = await engine.diff({
      from: replayed ? { tag: 'migrations', ...migrationsList } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters,
    });
    return result.exitCode === 0 ? '' : (result.stdout ?? '');
  });
}

/** Writes the next migration from the difference; returns its folder, or undefined when there is none. */
export async function newMigration(databaseUrl: string, name: string, options: MigrateOptions = {}): Promise<string | undefined> {
  const sql = await migrationDiff(databaseUrl, options);
  if (sql === '') return undefined;
  const { migrationsDir } = located(options);
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = path.join(migrationsDir, `${time}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), sql);
  await writeFile(path.join(migrationsDir, lockfile.path), lockfile.content);
  return folder;
}

/** Forgets a failed migration, so that its mended version is applied by the next deploy. A failed one leaves nothing behind, being one transaction. */
export function forgetFailedMigration(databaseUrl: string, name: string, options: MigrateOptions = {}): Promise<void> {
  return withEngine(databaseUrl, options, async (engine) => {
    await engine.markMigrationRolledBack({ migrationName: name });
  });
}

function located(options: MigrateOptions) {
  return {
    migrationsDir: path.resolve(options.migrationsDir ?? path.join(import.meta.dirname, 'migrations')),
    schemaPath: path.resolve(options.schemaPath ?? path.join(import.meta.dirname, 'schema.prisma')),
  };
}

type Schema = { path: string; content: string };

async function withEngine<T>(
  databaseUrl: string,
  options: MigrateOptions,
  work: (engine: SchemaEngine, list: MigrationList, schema: Schema) => Promise<T>,
): Promise<T> {
  const { migrationsDir, schemaPath } = located(options);
  const schema = { path: schemaPath, content: await readFile(schemaPath, 'utf8') };
  const list = await readMigrations(migrationsDir);
  return withSchemaEngine(databaseUrl, schema, (engine) => work(engine, list, schema)).catch(explain);
}

async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => {
      const value = await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
    }),
  );
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories };
}

function explain(error: unknown): never {
  const text = error instanceof Error ? error.message : JSON.stringify(error);
  const [message = text] = text.split(/\n\s+0: /);
  throw new MigrationError(message.trim(), { cause: error });
}

const USAGE = `npm run migrate -- deploy | status | diff | new <name> | rolled-back <name>

  deploy       applies what is not applied yet
  status       tells what stands between the database and the migrations
  diff         prints the SQL from the migrations to schema.prisma; needs the right to create a database
  new          writes that SQL as the next migration
  rolled-back  forgets a failed migration, so that the next deploy applies it again

Exit code: 0 done, or they agree; 1 it failed, or status has something to tell; 2 they differ, or the command is none.`;

/** By whether they take a name. */
const COMMANDS = new Map([
  ['deploy', false],
  ['status', false],
  ['diff', false],
  ['new', true],
  ['rolled-back', true],
]);

/** @throws UsageError */
function commandOf(args: readonly string[]): { command: string; name: string } {
  const [command = '', name = '', ...more] = wordsOf(args, { least: 1, most: 3 });
  const takesName = COMMANDS.get(command);
  if (takesName === undefined) throw new UsageError(`There is no ${command}.`);
  if (takesName !== (name !== '') || more.length > 0) throw new UsageError(`${command} takes ${takesName ? 'one name' : 'nothing more'}.`);
  return { command, name };
}

async function main({ command, name }: ReturnType<typeof commandOf>): Promise<number> {
  const databaseUrl = loadLocalConfig().database.url;
  switch (command) {
    case 'deploy': {
      const applied = await deployMigrations(databaseUrl);
      console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply');
      return 0;
    }
    case 'status': {
      const lines = await migrationStatus(databaseUrl);
      console.log(lines.length > 0 ? lines.join('\n') : 'the database has every migration');
      return lines.length > 0 ? 1 : 0;
    }
    case 'diff': {
      const sql = await migrationDiff(databaseUrl);
      console.log(sql === '' ? 'schema.prisma and the migrations agree' : sql);
      return sql === '' ? 0 : 2;
    }
    case 'new': {
      const folder = await newMigration(databaseUrl, name);
      console.log(folder ? `wrote ${path.relative(process.cwd(), folder)}` : 'schema.prisma and the migrations agree: nothing to write');
      return 0;
    }
    default: {
      await forgetFailedMigration(databaseUrl, name);
      console.log(`the next deploy applies ${name} again`);
      return 0;
    }
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  process.exitCode = await main(commandLine(USAGE, commandOf)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}
