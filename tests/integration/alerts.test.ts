import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findDebianProgram } from '../support/debian-program.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..', '..');
const folder = path.join(root, 'deploy', 'observability');
const rules = readFileSync(path.join(folder, 'alerts.yaml'), 'utf8');
const operating = readFileSync(path.join(root, 'docs', 'operating.md'), 'utf8');
const found = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, name]) => name ?? '');
const names = new Set(found(/- alert: (\w+)/g, rules));

const promtool = await findDebianProgram({ name: 'promtool', file: 'usr/bin/promtool', packages: ['prometheus'] });

describe('the alerts', () => {
  (promtool ? it : it.skip)('are rules that Prometheus takes, and each goes off when it should and not before', async () => {
    const judge = (...args: string[]) => run(promtool?.file ?? '', args, { cwd: folder });
    await expect(judge('check', 'rules', 'alerts.yaml')).resolves.toMatchObject({ stdout: expect.stringContaining('SUCCESS') as string });
    await expect(judge('test', 'rules', 'alerts.test.yaml')).resolves.toMatchObject({
      stdout: expect.stringContaining('SUCCESS') as string,
    });
  });

  it('are each tried: when they go off, and when not', () => {
    const tries = readFileSync(path.join(folder, 'alerts.test.yaml'), 'utf8');
    const goesOff = new Set(found(/alertname: (\w+)\n/g, tries));
    const staysSilent = new Set(found(/alertname: (\w+), exp_alerts: \[\]/g, tries));
    expect([...names].filter((name) => !goesOff.has(name) || !staysSilent.has(name))).toEqual([]);
  });

  it('lead each to a heading with what it means, a first command and what to do', () => {
    const sections = operating.split(/^##+ /m).filter((section) => section.startsWith('Alert: '));
    expect(sections.map((section) => /^Alert: (\w+)/.exec(section)?.[1])).toEqual([...names]);
    expect(found(/runbook_url: (\S+)/g, rules)).toEqual(
      found(/- alert: (\w+)/g, rules).map((name) => `docs/operating.md#alert-${name.toLowerCase()}`),
    );
    expect(sections.filter((section) => !/^Alert: \w+\n\n[^`\n].*\n\n```sh\n[^`]+\n```\n\n.+/.test(section))).toEqual([]);
  });

  it('ask for metrics that docs/metrics.md has', () => {
    const table = readFileSync(path.join(root, 'docs', 'metrics.md'), 'utf8');
    const asked = new Set(
      found(/\b([a-z]+(?:_[a-z0-9]+)+)(?=[{[)])/g, rules.replaceAll(/by \(.*?\)|slo:\S+/g, '')).map((name) =>
        name.replace(/_(bucket|count)$/, ''),
      ),
    );
    expect([...asked].filter((name) => !table.includes(`\`${name}`))).toEqual([]);
    expect(asked.size).toBeGreaterThan(20);
  });
});
