import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const SAMPLES = 10;
const EVERY_MS = 500;

/** The least memory (bytes in RAM) that a process has over some seconds: garbage comes and goes, what is held stays. */
export async function leastMemory(pid: number): Promise<number> {
  const samples: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    samples.push(residentBytes(pid));
    await delay(EVERY_MS);
  }
  return Math.min(...samples);
}

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
