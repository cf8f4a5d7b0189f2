import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { VERSION } from '../../../platform/version.ts';

const script = path.resolve(import.meta.dirname, '../../../.ci/release');
const release = (...args: string[]) => spawnSync(script, args, { encoding: 'utf8' });

describe('.ci/release', () => {
  it('takes the tag that package.json and the chart agree with', () => {
    expect(release('version', `v${VERSION}`)).toMatchObject({ status: 0, stderr: '' });
  });

  it('refuses another tag, and says what there is', () => {
    expect(release('version', 'v9.9.9')).toMatchObject({
      status: 1,
      stderr: `the tag is v9.9.9, package.json has ${VERSION}, the chart ${VERSION} of ${VERSION}\n`,
    });
  });

  it('makes no notes for a version that the changelog has no part for', () => {
    expect(release('notes', 'v9.9.9')).toMatchObject({ status: 1, stdout: '', stderr: 'CHANGELOG.md has no part for 9.9.9\n' });
  });

  it('prints the part of one version, and of no other', () => {
    const { status, stdout } = release('notes', 'vUnreleased');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\n?### /);
    expect(stdout).not.toMatch(/^## /m);
  });
});
