import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** As `npm run` runs it. */
function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

describe.each([
  ['tools/events.ts', 'npm run events'],
  ['tools/demo-life.ts', 'npm run demo:life'],
  ['tools/check-invariants.ts', 'npm run check:invariants'],
])('%s', (script, usage) => {
  it('tells with --help how it is called', () => {
    expect(run(script, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining(usage) });
  });

  it('names a flag that it does not know, tells how it is called, and ends with 2', () => {
    const { status, stderr } = run(script, '--nonsense');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^Unknown option '--nonsense'[^]*npm run/)]);
  });
});
