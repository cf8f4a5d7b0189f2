// `npm run proto:generate` writes what follows from the .proto files; `npm run proto:check` says whether it is current, whether the
// API is well made, and whether it breaks no client of the last release.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandLine, UsageError, wordsOf } from '../platform/command-line.ts';

const USAGE = `npm run proto:generate
npm run proto:check`;
const PROTO = path.resolve(import.meta.dirname, '..', 'proto');
const GENERATED = path.join(PROTO, 'generated');

const task = commandLine(USAGE, (args) => {
  const [word] = wordsOf(args, { least: 1, most: 1 });
  if (word === 'check' || word === 'generate') return word;
  throw new UsageError(`There is no ${word}.`);
});

/** Has buf look or write; it says itself what it finds. */
function buf(...args: readonly string[]): boolean {
  const { status, error } = spawnSync('buf', args, { cwd: PROTO, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}

/** Code for the messages, and the descriptors that reflection tells. */
function generate(folder: string): boolean {
  const descriptors = path.join(folder, 'descriptors.binpb');
  return buf('generate', '--output', folder) && buf('build', '--as-file-descriptor-set', '--exclude-source-info', '--output', descriptors);
}

function isCurrent(): boolean {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'proto-'));
  try {
    if (!generate(folder)) return false;
    const [made, kept] = [filesIn(folder), filesIn(GENERATED)];
    const stale = [...new Set([...made.keys(), ...kept.keys()])].filter((file) => made.get(file) !== kept.get(file));
    for (const file of stale) console.error(`proto/generated/${file} is not what the .proto files say: npm run proto:generate`);
    return stale.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [path.relative(folder, file), readFileSync(file, 'latin1')]));
}

const verdicts = task === 'check' ? [buf('lint'), buf('breaking', '--against', 'released.binpb'), isCurrent()] : [generate(GENERATED)];
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
