import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findDebianProgram } from '../support/debian-program.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..', '..');
const folder = path.join(root, 'deploy', 'observability');
const rules = readFileSync(path.join(folder, 'alerts.yaml'), 'utf8');
const found = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, name]) => name ?? '');

const promtool = await findDebianProgram({ name: 'promtool', file: 'usr/bin/promtool', packages: ['prometheus'] });

describe('the alerts', () => {
  (promtool ? it : it.skip)('are rules that Prometheus takes, and each goes off when it should and not before', async () => {
    const judge = (...args: string[]) => run(promtool?.file ?? '', args, { cwd: folder });
    await expect(judge('check', 'rules', 'alerts.yaml')).resolves.toMatchObject({ stdout: expect.stringContaining('SUCCESS') as string });
    await expect(judge('test', 'rules', 'alerts.test.yaml')).resolves.toMatchObject({
      stdout: expect.stringContaining('SUCCESS') as string,
    });
  });

  it('are each tried', () => {
    const tried = new Set(found(/alertname: (\w+)/g, readFileSync(path.join(folder, 'alerts.test.yaml'), 'utf8')));
    expect(found(/- alert: (\w+)/g, rules).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('lead each to a heading that says what to look at and what to do', () => {
    const headings = found(/^### (Alert: \w+)$/gm, readFileSync(path.join(root, 'docs', 'operating.md'), 'utf8'));
    const anchors = headings.map(
      (heading) =>
        `docs/operating.md#${heading
          .toLowerCase()
          .replaceAll(/[^a-z ]/g, '')
          .replaceAll(' ', '-')}`,
    );
    expect(found(/runbook_url: (\S+)/g, rules)).toEqual(anchors);
  });

  it('ask for metrics that docs/metrics.md has', () => {
    const table = readFileSync(path.join(root, 'docs', 'metrics.md'), 'utf8');
    const asked = new Set(found(/\b((?:outbox|orders|circuit|reconciler|temporal)_\w+)/g, found(/expr: (.*)/g, rules).join('\n')));
    expect([...asked].filter((name) => !table.includes(`\`${name}`))).toEqual([]);
    expect(asked.size).toBeGreaterThan(5);
  });
});
