import { execFile } from 'node:child_process';
import { access, chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from '../../platform/poll.ts';

const run = promisify(execFile);

export interface DebianProgram {
  readonly name: string;
  /** Where its packages have it. */
  readonly file: string;
  readonly packages: readonly string[];
}

export interface FoundProgram {
  readonly file: string;
  /** Where libraries of its packages are, when it was taken out of them. */
  readonly libraries: string;
}

/** A program that Debian has: the one that is installed, or taken out of its packages; undefined, and said so, where neither can be had. */
export async function findDebianProgram({ name, file, packages }: DebianProgram): Promise<FoundProgram | undefined> {
  const unpacked = path.join(os.tmpdir(), `durable-orders-${name}`);
  const libraries = path.join(unpacked, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  for (const folder of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']) {
    const installed = path.join(folder, name);
    if (await isThere(installed)) return { file: installed, libraries };
  }
  try {
    if (!(await isThere(unpacked))) await unpack(packages, unpacked);
  } catch (error) {
    console.warn(`${name} is not on PATH, and cannot be had: ${reasonOf(error)}`);
    return undefined;
  }
  return { file: path.join(unpacked, file), libraries };
}

async function unpack(packages: readonly string[], into: string): Promise<void> {
  const work = await worldReadable('durable-orders-unpacking-');
  try {
    const download = () => run('apt-get', ['download', ...packages], { cwd: work });
    await download().catch(async () => (await run('apt-get', ['update']), download()));
    for (const file of await readdir(work)) await run('dpkg-deb', ['-x', path.join(work, file), path.join(work, 'root')]);
    await rename(path.join(work, 'root'), into);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A new folder that programs may read that do not run as root. */
export async function worldReadable(prefix: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
