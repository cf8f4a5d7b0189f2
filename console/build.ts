// `npm run console:build`: the console's files in console/dist, unless they are there already and made from the same sources.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const HERE = import.meta.dirname;
const DIST = path.join(HERE, 'dist');
/** Names the sources that the files beside it were made from. */
const FINGERPRINT = path.join(DIST, '.fingerprint');
const SOURCES = ['*.{ts,json,html}', 'src/**/*', '../clients/typescript/src/**/*', '../package-lock.json'];
/** Of what its page names, compressed by gzip (bytes): a first look at the console costs no more. */
const MOST_SCRIPT_BYTES = 150_000;

const fingerprint = fingerprintOf(SOURCES);
if (!existsSync(FINGERPRINT) || readFileSync(FINGERPRINT, 'utf8') !== fingerprint) await build();

/** In a folder of its own first: whoever serves the files, or builds them at the same time, finds all or none. */
async function build(): Promise<void> {
  const made = mkdtempSync(path.join(HERE, 'dist-'));
  try {
    // Whatever the environment says, as Jest's does: React brings half as much again otherwise.
    process.env['NODE_ENV'] = 'production';
    const vite = await import('vite');
    await vite.build({ configFile: path.join(HERE, 'vite.config.ts'), logLevel: 'error', build: { outDir: made } });
    compress(path.join(made, 'assets'));
    requireLightPage(made);
    writeFileSync(path.join(made, '.fingerprint'), fingerprint);
    // What makes folders for a time gives them to one user.
    chmodSync(made, 0o755);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(made, DIST);
  } catch (error) {
    // Another one was faster.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function compress(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
  }
}

/** @throws Error when there is more script than a first look may cost */
function requireLightPage(folder: string): void {
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/\/(assets\/[^"]+\.js)"/g)].map(([, script = '']) => statSync(path.join(folder, `${script}.gz`)).size);
  const bytes = scripts.reduce((sum, size) => sum + size, 0);
  if (bytes > MOST_SCRIPT_BYTES) throw new Error(`The page's scripts take ${bytes} bytes, compressed; they may take ${MOST_SCRIPT_BYTES}.`);
}

function fingerprintOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const files = globSync(patterns, { cwd: HERE, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map(({ parentPath, name }) => path.join(parentPath, name)).toSorted())
    hash.update(file.slice(HERE.length)).update(readFileSync(file));
  return hash.digest('hex');
}
