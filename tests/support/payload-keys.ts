import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file of keys to wrap with, by their ids: each is its id's first letter, 32 times. */
export function payloadKeysFile(ids: readonly string[]): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'payload-keys-')), 'keys.json');
  const keys = ids.map((id) => [id, Buffer.alloc(32, id).toString('base64')]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(keys)));
  return file;
}
