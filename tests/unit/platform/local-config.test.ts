import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '../../../platform/config.ts';
import { readEnvFile } from '../../../platform/local-config.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'env-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array) => {
  const file = path.join(folder, '.env');
  writeFileSync(file, bytes);
  return readEnvFile(file);
};
const LINES = 'API_PORT=1\r\nLOG_LEVEL=debug\r\n';

describe('an .env file', () => {
  it.each([
    ['with a byte-order mark', Buffer.from(`\uFEFF${LINES}`)],
    ['without one', Buffer.from(LINES)],
  ])('%s gives all its variables', (_name, bytes) => expect(read(bytes)).toEqual({ API_PORT: '1', LOG_LEVEL: 'debug' }));

  it('in UTF-16, as PowerShell writes it, is refused', () => {
    expect(() => read(Buffer.from(`\uFEFF${LINES}`, 'utf16le'))).toThrow(ConfigError);
  });
});
