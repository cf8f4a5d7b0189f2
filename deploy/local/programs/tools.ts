// The servers that npm does not bring: found on PATH or in the cache, else downloaded, else built with Go. Once.
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { reasonOf } from '../../../platform/poll.ts';
import { birthOf } from '../processes/process-identity.ts';
import { CannotStart } from '../errors.ts';
import { download } from './download.ts';
import { goBuild, type Build } from './go-build.ts';
import { findOnPath, versionText } from './on-path.ts';
import { notBusy } from '../../../platform/screen.ts';
import type { Busy, Report } from '../../../platform/screen.ts';

export type Tool = {
  /** The executable's name. */
  name: string;
  version: string;
  /** The official release archive for a system in Go's words (linux, amd64); none: it is released as images alone. */
  archive?(platform: string, arch: string): string;
  /** From source, where there is no archive to be had. */
  build: Build;
  /** How long building it takes when nothing of it is in Go's cache; none: not long. */
  buildTakes?: string;
  wayOut: string;
  /** How it is asked for its version; none: `--version`. */
  versionArgs?: string[];
  /** What one that somebody installed has to be: where it says a version, and the oldest that was tried; none: any. */
  suits?: { version: RegExp; oldest: string };
};

export const temporalTool: Tool = {
  name: 'temporal',
  version: '1.5.1',
  archive: (platform, arch) => `https://temporal.download/cli/archive/v1.5.1?platform=${platform}&arch=${arch}`,
  build: goBuild('github.com/temporalio/cli/cmd/temporal@v1.5.1'),
  buildTakes: '3 to 7 minutes on two cores',
  wayOut: 'put the Temporal CLI on PATH (https://docs.temporal.io/cli/setup-cli), or set TEMPORAL_ADDRESS to a server that runs',
  // What was built from source says no version of its own.
  suits: { version: /^temporal version .*\(Server (\d+\.\d+\.\d+)/, oldest: '1.29.1' },
};

export const natsTool: Tool = {
  name: 'nats-server',
  version: '2.15.2',
  archive: (platform, arch) =>
    `https://github.com/nats-io/nats-server/releases/download/v2.15.2/nats-server-v2.15.2-${platform}-${arch}.tar.gz`,
  build: goBuild('github.com/nats-io/nats-server/v2@v2.15.2'),
  wayOut:
    'put nats-server on PATH (https://docs.nats.io/running-a-nats-service/introduction/installation), or set NATS_URL to a server that runs',
  suits: { version: /^nats-server: v(\d+\.\d+\.\d+)/, oldest: '2.15.2' },
};

export type FindOptions = { busy?: Busy; report?: Report; signal?: AbortSignal | undefined; cacheDir?: string };

/** The path of an executable that runs. @throws CannotStart that lists what was tried and the ways out */
export async function findTool(tool: Tool, options: FindOptions = {}): Promise<string> {
  const { busy = notBusy, report = () => {}, signal, cacheDir = userCacheDir() } = options;
  const cached = path.join(cacheDir, `${tool.name}-${tool.version}-${process.platform}-${process.arch}`);
  const installed = await findOnPath(tool, report);
  if (installed !== undefined) return installed;
  if (await runs(cached, tool)) return cached;
  await mkdir(cacheDir, { recursive: true });
  await removeAbandoned(cacheDir);
  const work = await mkdtemp(path.join(cacheDir, `new-${process.pid}-`));
  try {
    // A rename is atomic, so a second start that does the same at the same time is harmless.
    await rename(await obtain(tool, work, busy, signal), cached);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return cached;
}

async function obtain(tool: Tool, work: string, busy: Busy, signal: AbortSignal | undefined): Promise<string> {
  const failures: string[] = [];
  for (const [label, way, takes] of [
    ['downloading', () => download(tool, work, signal), undefined],
    ['building with Go', () => tool.build(work, signal), tool.buildTakes],
  ] as const) {
    const done = busy(`${label} ${tool.name} ${tool.version} (only once${takes === undefined ? '' : `; usually ${takes}`})`);
    try {
      const binary = await way();
      if (await runs(binary, tool)) return binary;
      throw new Error('what came does not run on this machine');
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`  ${label}: ${reasonOf(error)}`);
    } finally {
      done();
    }
  }
  throw new CannotStart(
    [
      `${tool.name} ${tool.version} is not on PATH and could not be had:`,
      ...failures,
      `Ways out: ${tool.wayOut}; or install Go (https://go.dev/dl) and start again.`,
    ].join('\n'),
  );
}

/** Outside the source tree, so that a fresh checkout does not build again. */
export function userCacheDir(): string {
  const home = os.homedir();
  const base =
    process.env['XDG_CACHE_HOME'] || (process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache'));
  return path.join(base, 'durable-orders');
}

async function runs(binary: string, tool: Tool): Promise<boolean> {
  return (await versionText(binary, tool)) !== undefined;
}

/** What a start that was killed in the middle left behind. */
async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const pid = /^new-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && birthOf(Number(pid)) === undefined) await rm(path.join(cacheDir, name), { recursive: true, force: true });
  }
}
