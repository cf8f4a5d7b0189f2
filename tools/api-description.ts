// `npm run api:generate` writes the types that follow from the OpenAPI document; `npm run api:check` says whether they are current, and
// whether the documents of the API keep to the rules of their kind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { asyncApiDocument } from '../api/http/asyncapi.ts';
import { openApiDocument } from '../api/http/openapi.ts';
import { commandLine, UsageError, wordsOf } from '../platform/command-line.ts';

const USAGE = `npm run api:generate
npm run api:check`;
/** A package of its own: see its package.json. */
const LINTERS = path.join(import.meta.dirname, 'api-description');
const TYPES = path.resolve(import.meta.dirname, '../clients/typescript/src/generated/openapi.ts');

const task = commandLine(USAGE, (args) => {
  const [word] = wordsOf(args, { least: 1, most: 1 });
  if (word === 'check' || word === 'generate') return word;
  throw new UsageError(`There is no ${word}.`);
});

function run(command: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(command, args, { cwd: LINTERS, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}

function writtenAt(file: string): number {
  return statSync(path.join(LINTERS, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm writes the second file when it is done with the first. */
function isInstalled(): boolean {
  return writtenAt('package-lock.json') <= writtenAt('node_modules/.package-lock.json');
}

function generate(openApi: string, ...options: readonly string[]): boolean {
  return run('node_modules/.bin/openapi-typescript', [openApi, '--output', TYPES, ...options]);
}

function check(openApi: string, asyncApi: string): boolean {
  const keepsToRules = run(process.execPath, ['lint.mjs', openApi, asyncApi]);
  const isCurrent = generate(openApi, '--check');
  if (!isCurrent) console.error('The types of the client are not those of the OpenAPI document: npm run api:generate');
  return keepsToRules && isCurrent;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'api-description-'));
try {
  const [openApi, asyncApi] = [path.join(folder, 'openapi.json'), path.join(folder, 'asyncapi.json')];
  const document = openApiDocument();
  writeFileSync(openApi, JSON.stringify(document, null, 2));
  writeFileSync(asyncApi, JSON.stringify(asyncApiDocument(document.components?.schemas), null, 2));
  const isReady = isInstalled() || run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  process.exitCode = isReady && (task === 'check' ? check(openApi, asyncApi) : generate(openApi)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
