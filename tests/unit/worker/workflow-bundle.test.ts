import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '../../../platform/logger.ts';
import { bundleOrderWorkflows } from '../../../worker/workflow-bundle.ts';

const log = createLogger('worker', 'silent');

it('is built once and read from then on, under a name that follows from its sources', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'workflow-bundle-'));
  const built = await bundleOrderWorkflows(log, folder);
  expect(built.code).toContain('processOrder');
  const [file = ''] = readdirSync(folder);
  expect(file).toMatch(/^workflows-[0-9a-f]{16}\.js$/);
  expect(readFileSync(path.join(folder, file), 'utf8')).toBe(built.code);
  writeFileSync(path.join(folder, file), '// kept');
  expect(await bundleOrderWorkflows(log, folder)).toEqual({ code: '// kept', sourceMap: '' });
}, 60_000);

it('is built all the same where nothing can be kept', async () => {
  const { code } = await bundleOrderWorkflows(log, '/dev/null/nowhere');
  expect(code).toContain('processOrder');
}, 60_000);
