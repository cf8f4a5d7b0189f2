import { accessSync, constants, mkdirSync } from 'node:fs';
import { CannotStart } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'is a file',
  ENOTDIR: 'lies under a file',
  EACCES: 'cannot be written by this user',
  EPERM: 'cannot be written by this user',
  EROFS: 'is on a file system that is read-only',
  ENOSPC: 'cannot be made: the disk is full',
};

/** Makes the folder when there is none. @throws CannotStart that names it, when nothing can be kept there */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotUse(dataDir, error as NodeJS.ErrnoException);
  }
}

export function cannotUse(dataDir: string, error: NodeJS.ErrnoException): CannotStart {
  const reason = REASONS[error.code ?? ''] ?? `cannot be used (${error.message})`;
  return new CannotStart(`DATA_DIR=${dataDir} ${reason}: give a folder that can be written, or one that can be made.`, { cause: error });
}
