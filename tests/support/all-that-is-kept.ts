import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setting } from './api-client.ts';
import { queryDatabase } from './system-database.ts';

/** All files below a folder of the system's data, as they are on the disk. */
export function filesIn(folder: string): Buffer {
  const at = path.join(setting('TEST_DATA_DIR'), folder);
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name))));
}

export async function metricsText(): Promise<string> {
  const pages = ['API', 'WORKER', 'RELAY', 'PARTNERS'].map(async (name) => (await fetch(`${setting(`TEST_${name}_URL`)}/metrics`)).text());
  return (await Promise.all(pages)).join('\n');
}

/** Every row of every table of ours, by the table's name; the partners' are somebody else's. */
export async function rowsByTable(): Promise<ReadonlyMap<string, string>> {
  const tables = await queryDatabase<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const texts = tables.map(async ({ name }) => {
    const rows = await queryDatabase<{ row: string }>(`select to_json(t)::text as row from "${name}" t`);
    return [name, rows.map(({ row }) => row).join('\n')] as const;
  });
  return new Map(await Promise.all(texts));
}
