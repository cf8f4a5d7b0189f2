import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What `npm run console:build` makes. */
const BUILT = path.join(import.meta.dirname, '..', '..', '..', 'console', 'dist');
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
  /** The same, compressed. */
  readonly br: Buffer;
  readonly gzip: Buffer;
}

export interface ConsoleFiles {
  /** With places for what each answer fills in. */
  readonly page: string;
  /** By name, which changes with what is in it. */
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Undefined where the console was not built. In memory: what is built anew meanwhile is served after a restart, and whole. */
export function readConsole(folder = BUILT): ConsoleFiles | undefined {
  const page = path.join(folder, 'index.html');
  if (!existsSync(page)) return undefined;
  const assets = path.join(folder, 'assets');
  const names = readdirSync(assets).filter((name) => path.extname(name) in TYPES);
  return { page: readFileSync(page, 'utf8'), assets: new Map(names.map((name) => [name, readAsset(path.join(assets, name))])) };
}

function readAsset(file: string): Asset {
  const bytes = readFileSync(file);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  return { type: TYPES[path.extname(file)] ?? '', etag, bytes, br: readFileSync(`${file}.br`), gzip: readFileSync(`${file}.gz`) };
}
