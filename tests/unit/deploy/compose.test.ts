import { readFileSync } from 'node:fs';
import path from 'node:path';
import { variables } from '../../../platform/variables.ts';

const compose = readFileSync(path.resolve(import.meta.dirname, '../../../docker-compose.yml'), 'utf8');
/** Compose has services of its own in place of the embedded ones, which ask for no files, and each process a network of its own. */
const LEFT_OUT = new Set(
  ['WATCHED_DISK', 'DATA_DIR', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'NATS_PORT'].concat(
    ['CREDS', 'NKEY', 'CA', 'CERT', 'KEY'].map((file) => `NATS_${file}`),
  ),
);

describe('docker-compose.yml', () => {
  it.each(Object.keys(variables.shape).filter((name) => !LEFT_OUT.has(name)))('hands %s on to the processes', (name) => {
    expect(compose).toMatch(new RegExp(`^ +${name}:`, 'm'));
  });
});
