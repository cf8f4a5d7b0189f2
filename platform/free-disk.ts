import { statfs } from 'node:fs/promises';
import { DependencyError } from '../domain/errors.ts';

/** PostgreSQL comes up again only with room for two of its log's segments (bytes). */
const FULL_BELOW_BYTES = 32 * 1024 ** 2;

export interface FreeDisk {
  readonly isFull: boolean;
  /** As people read it. */
  readonly left: string;
}

/** Of `/readyz`. @throws DependencyError when the disk under a folder is full */
export async function requireRoom(folder: string): Promise<void> {
  const { isFull, left } = await freeDisk(folder);
  if (isFull) throw new DependencyError('disk', `the disk that the servers write to is full: ${left} left`);
}

/** What is left of the disk under a folder, for those who are not root. */
export async function freeDisk(folder: string): Promise<FreeDisk> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = bavail * bsize;
  return { isFull: bytes < FULL_BELOW_BYTES, left: `${Math.floor(bytes / 1024 ** 2)} MiB` };
}
