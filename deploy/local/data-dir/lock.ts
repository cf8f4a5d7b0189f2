// One `npm start` per DATA_DIR: two PostgreSQL or Temporal servers on the same files would ruin them.
import { constants, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isAlive } from '../processes/process-identity.ts';
import type { Identity } from '../processes/process-identity.ts';

export type Lock = { release(): void };

/** Thrown when a living `npm start` holds the lock. */
export class LockedError extends Error {
  override name = 'LockedError';
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(
      [
        `Already running: process ${pid} uses ${dataDir}.`,
        `Stop it with Ctrl-C in its terminal or with: kill ${pid}`,
        'For a second system beside it, give this one its own DATA_DIR and its own ports (see .env.example).',
      ].join('\n'),
    );
    this.pid = pid;
  }
}

const file = (dataDir: string) => path.join(dataDir, 'run', 'lock.json');
const unfinishedForMs = 2000;

/** @throws LockedError when another living process holds it; the lock of a dead one is taken over */
export async function lockDataDir(dataDir: string): Promise<Lock> {
  const lock = file(dataDir);
  mkdirSync(path.dirname(lock), { recursive: true });
  const mine = JSON.stringify(identityOf(process.pid));
  while (!created(lock, mine)) {
    const found = readIfThere(lock);
    const holder = found === undefined ? undefined : parsed(found);
    if (holder && isAlive(holder)) throw new LockedError(dataDir, holder.pid);
    if (found !== undefined && (holder || isOld(lock))) removeStale(lock, found);
    else await delay(50);
  }
  return {
    release() {
      if (readIfThere(lock) === mine) rmSync(lock, { force: true });
    },
  };
}

function created(lock: string, content: string): boolean {
  try {
    writeFileSync(lock, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file aside before judging it: of two starts that both saw it stale, one may meet the other's new lock, and puts it back. */
function removeStale(lock: string, stale: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== stale) copyFileSync(aside, lock, constants.COPYFILE_EXCL);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined while its writer has not finished, or was killed in between. */
function parsed(text: string): Identity | undefined {
  try {
    return JSON.parse(text) as Identity;
  } catch {
    return undefined;
  }
}

function isOld(lock: string): boolean {
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > unfinishedForMs;
}
