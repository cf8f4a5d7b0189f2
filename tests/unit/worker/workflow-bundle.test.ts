import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '../../../platform/logger.ts';
import { bundleOrderWorkflows, fingerprint } from '../../../worker/workflow-bundle.ts';

const log = createLogger('worker', 'silent');

it('is built once and read from then on, under a name that follows from its sources', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'workflow-bundle-'));
  const built = await bundleOrderWorkflows(log, { folder });
  expect(built.code).toContain('processOrder');
  const [file = ''] = readdirSync(folder);
  expect(file).toMatch(/^workflows-[0-9a-f]{16}\.js$/);
  expect(readFileSync(path.join(folder, file), 'utf8')).toBe(built.code);
  writeFileSync(path.join(folder, file), '// kept');
  expect(await bundleOrderWorkflows(log, { folder })).toEqual({ code: '// kept', sourceMap: '' });
});

it('is built all the same where nothing can be kept', async () => {
  const { code } = await bundleOrderWorkflows(log, { folder: '/dev/null/nowhere' });
  expect(code).toContain('processOrder');
});

it('has another name once a source in a subfolder is added, changed or moved', async () => {
  const sources = mkdtempSync(path.join(os.tmpdir(), 'workflow-sources-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(sources, file)), { recursive: true });
    writeFileSync(path.join(sources, file), text);
    return fingerprint([sources]);
  };
  const names = [
    await write('index.ts', 'export {};'),
    await write('phases/secure.ts', 'export const a = 1;'),
    await write('phases/secure.ts', 'export const a = 2;'),
    await write('phases/deep/deliver.ts', 'export const a = 2;'),
  ];
  expect(new Set(names).size).toBe(4);
  expect(await fingerprint([sources])).toBe(names[3]);
});
