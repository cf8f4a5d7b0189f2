// The reference app's executable: from the cache, else built with Go. Once.
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../platform/screen.ts';
import { runOnce } from '../../deploy/local/programs/run-once.ts';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';
import { reasonOf } from '../../platform/poll.ts';

/** The newest of December 2025; the app has no releases. */
const COMMIT = '5e96c824f68d4519cf0998bae4b9bc4d1e6c5cf5';
const VERSION = 'v0.0.0-20251215194836-5e96c824f68d';
const MODULE = 'github.com/temporalio/reference-app-orders-go';

/** `findTool` does not do for it: the app has neither release archives nor a `--version`. */
export async function referenceBinary(report: Report): Promise<string> {
  const cacheDir = userCacheDir();
  const cached = path.join(cacheDir, `reference-app-orders-${VERSION}-${process.platform}-${process.arch}`);
  if (await isExecutable(cached)) return cached;

  report('building the reference app with Go (only once)');
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(path.join(cacheDir, `new-${process.pid}-`));
  try {
    await build(work);
    // A rename is atomic, so a second benchmark that does the same at the same time is harmless.
    await rename(path.join(work, 'oms'), cached);
  } catch (error) {
    const wayOut = 'install Go (https://go.dev/dl), or set BENCH_REFERENCE_CLONE to a clone of its repository';
    throw new Error(`the reference app could not be built: ${reasonOf(error)}. Ways out: ${wayOut}.`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return cached;
}

/** From Go's module proxy; from a local clone, bare or not, where the proxy does not have the module. */
async function build(work: string): Promise<void> {
  const clone = process.env['BENCH_REFERENCE_CLONE'];
  if (clone === undefined || clone === '') {
    await runOnce('go', ['install', `${MODULE}/cmd/oms@${VERSION}`], { env: { ...process.env, GOBIN: work } });
    return;
  }
  const archive = path.join(work, 'source.tar');
  const source = path.join(work, 'source');
  await mkdir(source);
  await runOnce('git', ['-C', clone, 'archive', '--format=tar', `--output=${archive}`, COMMIT]);
  await runOnce('tar', ['-xf', archive, '-C', source]);
  await runOnce('go', ['build', '-o', path.join(work, 'oms'), './cmd/oms'], { cwd: source });
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
