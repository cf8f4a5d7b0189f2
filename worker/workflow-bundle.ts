import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { failureConverterPath, payloadConverterPath } from '../adapters/temporal/data-converter.ts';
import type { Logger } from '../platform/logger.ts';
import { sdkLogger } from './sdk-logger.ts';

const root = path.resolve(import.meta.dirname, '..');
/** All that a workflow may import, besides the SDK. */
const SOURCES = ['workflows', 'domain'].map((folder) => path.join(root, folder));
/** What stands around each run: it hands traces on. */
const runTracesPath = path.join(root, 'workflows/run-traces.ts');
/** What is loaded before everything else in each thread. */
export const shortStacksPath = path.join(root, 'workflows/short-stacks.ts');
const FOLDER = path.join(root, 'node_modules/.cache/durable-orders');

interface BundleOptions {
  readonly folder?: string;
  readonly isEncrypted?: boolean | undefined;
}

/**
 * The workflows as the worker's sandbox loads them, built by the SDK that runs them. Building takes seconds of CPU time, so what
 * was built is kept, under a name that follows from all that went into it; `folder` is where. Where payloads are encrypted, what
 * failures say goes the same way.
 *
 * Modules are loaded once for all workflows of a thread, not for each anew: no module of `workflows` or `domain` may keep a state.
 * What is exported the SDK freezes; what a workflow has to remember stands in its objects or among its globals.
 */
export async function bundleOrderWorkflows(
  log: Logger,
  { folder = FOLDER, isEncrypted = false }: BundleOptions = {},
): Promise<WorkflowBundleWithSourceMap> {
  const file = path.join(folder, `workflows-${await fingerprint(SOURCES)}${isEncrypted ? '-encrypted' : ''}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { code: kept, sourceMap: '' };
  const workflowsPath = path.join(root, 'workflows/index.ts');
  const bundle = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    ...(isEncrypted && { failureConverterPath }),
    workflowInterceptorModules: [runTracesPath],
    preloadModules: [shortStacksPath, workflowsPath, payloadConverterPath, runTracesPath],
    logger: sdkLogger(log),
  });
  await keep(file, bundle.code).catch((err: unknown) => log.debug({ err }, 'the bundle of the workflows could not be kept'));
  return bundle;
}

/** Of the SDK, of this file, and of every file in the folders and their subfolders: names and contents. */
export async function fingerprint(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
    .update(sdkVersion())
    .update(await readFile(import.meta.filename));
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
    for (const file of files.toSorted()) hash.update(`\n${path.relative(path.dirname(folder), file)}\n`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function sdkVersion(): string {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  return version;
}

/** Whole or not at all: several workers may start at once. */
async function keep(file: string, code: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
}
