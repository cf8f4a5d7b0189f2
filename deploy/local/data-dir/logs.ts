// DATA_DIR/logs: services append to their own file directly, so that they go on writing whatever happens to `npm start`.
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../../platform/screen.ts';

const rotateAtBytes = 20 * 1024 ** 2;

/** `start` is where this process's own lines begin. The file before is kept as .1 when it has grown large. */
export function openLog(file: string): { descriptor: number; start: number } {
  mkdirSync(path.dirname(file), { recursive: true });
  if (sizeOf(file) > rotateAtBytes) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a');
  return { descriptor, start: fstatSync(descriptor).size };
}

/** Enough for an error with its stack. */
const LAST_LINES = 30;

export function lastLines(file: string, start: number): string[] {
  return read(file, Math.max(start, sizeOf(file) - 16_384))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LAST_LINES);
}

/** Tells, each time, what the log has got since the last time, of more than `most` bytes the end; one that has shrunk is a new file. */
export function tailOf(file: string, most = Number.POSITIVE_INFINITY): () => { text: string; isNewFile: boolean } {
  let position = sizeOf(file);
  return () => {
    const size = sizeOf(file);
    const isNewFile = size < position;
    const text = read(file, Math.max(isNewFile ? 0 : position, size - most), size);
    position = size;
    return { text, isNewFile };
  };
}

/** pino's numbers, and the names that our logger writes instead. */
const errorLevels = new Set<unknown>(['error', 'fatal', 50, 60]);
const lookEveryMs = 300;
/** A dependency that is away makes every request fail: the terminal stays readable, the file has it all. */
const linesPerWindow = 5;
const windowMs = 10_000;

/** Shows a service's errors (pino) in one line each, until the returned function is called. */
export function followErrors(service: string, file: string, report: Report): () => void {
  const next = tailOf(file);
  let rest = '';
  let windowStart = 0;
  let shown = 0;
  let hidden = 0;

  const look = () => {
    if (Date.now() - windowStart > windowMs) {
      if (hidden > 0) report(`  ${service}: ${hidden} more error(s) in ${file}`);
      [windowStart, shown, hidden] = [Date.now(), 0, 0];
    }
    const { text, isNewFile } = next();
    if (isNewFile) rest = '';
    if (text === '') return;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.map(errorLine)) {
      if (line === undefined) continue;
      if (shown < linesPerWindow) report(`  ${new Date().toTimeString().slice(0, 8)} ${service}: ${line}`);
      else hidden += 1;
      shown += 1;
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    look();
  };
}

type LogLine = { level?: unknown; msg?: string; err?: { message?: string } };

function errorLine(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(text) as LogLine;
    if (!errorLevels.has(level)) return undefined;
    return [...new Set([msg, err?.message])].filter(Boolean).join(' — ').replaceAll(/\s+/g, ' ').slice(0, 300);
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function read(file: string, from: number, to = sizeOf(file)): string {
  const length = to - from;
  if (length <= 0) return '';
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, length, from));
  } finally {
    closeSync(descriptor);
  }
}
