import { readFileSync } from 'node:fs';
import path from 'node:path';
import { variables } from '../../../platform/variables.ts';

const compose = readFileSync(path.resolve(import.meta.dirname, '../../../docker-compose.yml'), 'utf8');
/** Compose has services of its own in place of the embedded ones, which ask for no files, and each process a network of its own. */
const isLeftOut = (name: string) =>
  ['WATCHED_DISK', ...['CREDS', 'NKEY', 'CA', 'CERT', 'KEY'].map((file) => `NATS_${file}`)].includes(name);
const names = Object.entries(variables.shape).flatMap(([name, schema]) => (schema.meta()?.group === '`npm start`' ? [] : [name]));

describe('docker-compose.yml', () => {
  it.each(names.filter((name) => !isLeftOut(name)))('hands %s on to the processes', (name) => {
    expect(compose).toMatch(new RegExp(`^ +${name}:`, 'm'));
  });
});
