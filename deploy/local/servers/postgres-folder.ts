// DATA_DIR/postgres: reached by PostgreSQL's user, initialised whole or not at all, free of a dead server's traces.
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import { chown, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isAlive } from '../processes/process-identity.ts';
import { CannotStart } from '../errors.ts';
import type { Binaries } from './postgres-binaries.ts';
import { canReach, makeFolderFor } from './postgres-user.ts';
import type { User } from './postgres-user.ts';
import { runOnce } from '../programs/run-once.ts';

/** A folder under the path that PostgreSQL's processes are to use for it. */
export type Place = { path: string; descriptors: number[]; close(): void };

/** Where root's home is closed to the user, an open descriptor still leads to the folder inside it (Linux). */
export function placeFor(user: User | undefined, folder: string): Place {
  if (canReach(user, folder)) return { path: folder, descriptors: [], close() {} };
  if (process.platform !== 'linux')
    throw new CannotStart(
      `PostgreSQL does not run as root, and its user (uid ${user?.uid}) cannot reach ${folder}. Choose a DATA_DIR that others may enter, or start as another user.`,
    );
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: '/proc/self/fd/3', descriptors: [descriptor], close: () => closeSync(descriptor) };
}

/** Makes the folder when it is missing. @throws CannotStart when what is there is no data of this PostgreSQL */
export async function prepareFolder(
  folder: string,
  binaries: Binaries,
  user: User | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const version = await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return initialise(folder, binaries, user, signal);
  if (version.trim() !== binaries.majorVersion) {
    throw new CannotStart(
      `${folder} was written by PostgreSQL ${version.trim()}, and this is ${binaries.majorVersion}. Start once more with the version of the project that wrote it to take a dump, or choose another DATA_DIR.`,
    );
  }
  await removeStalePidFile(folder);
}

/** Beside the final place and then renamed, so that a start killed in the middle leaves nothing half-made there. */
async function initialise(folder: string, binaries: Binaries, user: User | undefined, signal: AbortSignal | undefined): Promise<void> {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0)
    throw new CannotStart(`${folder} is not empty and holds no PostgreSQL data. Move it away, or choose another DATA_DIR.`);
  const work = `${folder}.new`;
  await rm(work, { recursive: true, force: true });
  makeFolderFor(user, work);
  const passwordFile = path.join(work, 'password');
  await writeFile(passwordFile, 'orders\n', { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const place = placeFor(user, work);
  try {
    const settings = ['--username=orders', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    await runOnce(binaries.initdb, [`--pgdata=${place.path}/data`, `--pwfile=${place.path}/password`, ...settings], {
      user,
      signal,
      cwd: '/',
      descriptors: place.descriptors,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new CannotStart(`PostgreSQL could not make its data folder ${folder}: ${(error as Error).message}`, { cause: error });
  } finally {
    place.close();
  }
  await rename(path.join(work, 'data'), folder);
  await rm(work, { recursive: true, force: true });
}

/**
 * PostgreSQL does not start while the process that its pid file names is alive, even if that is a stranger who got
 * the id after a reboot. A server that really works on this folder is a leftover of ours and is stopped.
 */
async function removeStalePidFile(folder: string): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  const server = Number.isNaN(pid) ? undefined : identityOf(pid);
  if (server && (await worksIn(pid, folder))) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 10_000 && isAlive(server); waited += 50) await delay(50);
    if (isAlive(server)) process.kill(pid, 'SIGKILL');
  }
  await rm(file, { force: true });
}

/** A server's working directory is its data. */
async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    readlinkSync(`/proc/${pid}/cwd`);
    const [there, here] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(folder)]);
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return false;
  }
}
