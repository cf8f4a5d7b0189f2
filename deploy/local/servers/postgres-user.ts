// PostgreSQL refuses to run as root: which user runs it then, and how that user reaches a folder in a closed home.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { CannotStart } from '../errors.ts';

export type User = { uid: number; gid: number };

/** Undefined: as whoever runs this. For root: the owner of the data, else the user postgres, else nobody. */
export function postgresUser(dataFolder: string): User | undefined {
  const me = process.getuid?.();
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (me !== 0) {
    if (owner && owner.uid !== me)
      throw new CannotStart(`${dataFolder} belongs to another user (uid ${owner.uid}). Start as that user, or with another DATA_DIR.`);
    return undefined;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user === undefined)
    throw new CannotStart(
      'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Start as another user, or set DATABASE_URL.',
    );
  return user;
}

function lookUp(name: string): User | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Makes a folder that belongs to the user, whoever owns what is above it. */
export function makeFolderFor(user: User | undefined, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}

export function canReach(user: User | undefined, folder: string): boolean {
  return user === undefined || spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0;
}
