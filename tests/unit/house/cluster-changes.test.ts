import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { changeFile, CHANGES } from '../../cluster/images.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

test.each(CHANGES)('the change "%s", of which the cluster run makes an image, fits the source', (change) => {
  expect(() => execFileSync('git', ['apply', '--check', changeFile(change)], { cwd: ROOT, stdio: 'pipe' })).not.toThrow();
});
