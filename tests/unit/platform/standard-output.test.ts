import { closeSync, openSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger, standardOutput } from '../../../platform/logger.ts';

it('writes each line at once', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'standard-output-'));
  const file = path.join(folder, 'log');
  const descriptor = openSync(file, 'a');
  createLogger('api', 'info', standardOutput(descriptor)).info('a line');
  expect(readFileSync(file, 'utf8')).toMatch(/^\{.*"msg":"a line"\}\n$/);
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

/** Every write to it fails with ENOSPC. */
const full = process.platform === 'linux' ? it : it.skip;

full('neither ends nor holds up the process when the disk under it is full, not even with what is fatal', () => {
  const descriptor = openSync('/dev/full', 'a');
  const log = createLogger('api', 'info', standardOutput(descriptor));
  log.info('a line');
  log.fatal('the last line');
  log.fatal('x'.repeat(2 * 1024 ** 2));
  closeSync(descriptor);
});
