import { setTimeout as delay } from 'node:timers/promises';
import { type FreeDisk, freeDisk } from '../../../platform/free-disk.ts';
import type { Report } from '../../../platform/screen.ts';

const LOOK_EVERY_MS = 1000;

/** Until the signal says when the disk under DATA_DIR is full, and when there is room again. The function tells how it is. */
export function watchDisk(
  dataDir: string,
  { report, signal, look = freeDisk, lookEveryMs = LOOK_EVERY_MS }: WatchDiskOptions,
): () => Promise<boolean> {
  let wasFull = false;
  const isFull = async () => {
    const disk = await look(dataDir).catch(() => undefined);
    if (disk !== undefined && disk.isFull !== wasFull) {
      wasFull = disk.isFull;
      report(
        wasFull
          ? `The disk under ${dataDir} is full (${disk.left} left): ${WAITING}`
          : `There is room again under ${dataDir} (${disk.left}).`,
      );
    }
    return wasFull;
  };
  void (async () => {
    while (!signal.aborted) {
      await isFull();
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return isFull;
}

const WAITING = 'the servers stop, and orders wait where they are. Make room, and everything goes on by itself.';

export type WatchDiskOptions = {
  report: Report;
  signal: AbortSignal;
  look?: (folder: string) => Promise<FreeDisk>;
  lookEveryMs?: number;
};
