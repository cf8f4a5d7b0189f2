import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cannotUse, openDataDir } from '../../../deploy/local/data-dir/open-data-dir.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'data-dir-'));
const file = path.join(folder, 'file');
beforeAll(() => writeFileSync(file, ''));
afterAll(() => rmSync(folder, { recursive: true }));

describe('DATA_DIR', () => {
  it('is made when there is none, and taken when there is', () => {
    const deep = path.join(folder, 'a', 'b');
    openDataDir(deep);
    openDataDir(deep);
    expect(existsSync(deep)).toBe(true);
  });

  it('is named when it is a file, or lies under one', () => {
    expect(() => openDataDir(file)).toThrow(`DATA_DIR=${file} is a file:`);
    expect(() => openDataDir(path.join(file, 'data'))).toThrow(`DATA_DIR=${file}/data lies under a file:`);
  });

  it.each([
    ['EACCES', 'cannot be written by this user'],
    ['EROFS', 'is on a file system that is read-only'],
    ['EIO', 'cannot be used (EIO: why)'],
  ])('is named when it cannot be written: %s', (code, reason) => {
    const error = Object.assign(new Error(`${code}: why`), { code });
    expect(cannotUse('/data', error).message).toContain(`DATA_DIR=/data ${reason}: give a folder`);
  });
});
