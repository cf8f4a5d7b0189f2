// Official release archives: fetched, unpacked with the system's tar.
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runOnce } from './run-once.ts';
import type { Tool } from './tools.ts';

/** Without a network, or behind a wall that swallows packets, the next way should not wait long. */
const connectMs = 8000;
const silenceMs = 20_000;
const goArch: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Returns the path of the executable inside `work`. */
export async function download(tool: Tool, work: string, signal: AbortSignal | undefined): Promise<string> {
  const arch = goArch[process.arch];
  if (arch === undefined || !['linux', 'darwin'].includes(process.platform))
    throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  if (tool.archive === undefined) throw new Error('there is no archive of it');
  const archive = path.join(work, 'archive.tar.gz');
  await fetchTo(archive, tool.archive(process.platform, arch), signal);
  const folder = path.join(work, 'unpacked');
  await mkdir(folder);
  await runOnce('tar', ['-xzf', archive, '-C', folder], { signal });
  const entry = (await readdir(folder, { recursive: true, withFileTypes: true })).find(
    (found) => found.isFile() && found.name === tool.name,
  );
  if (entry === undefined) throw new Error(`the archive holds no ${tool.name}`);
  const binary = path.join(entry.parentPath, entry.name);
  await chmod(binary, 0o755);
  return binary;
}

async function fetchTo(file: string, url: string, signal: AbortSignal | undefined): Promise<void> {
  const tooSlow = new AbortController();
  const giveUpAfter = (ms: number) =>
    setTimeout(() => tooSlow.abort(new Error(`no answer from ${new URL(url).host} for ${ms / 1000} s`)), ms);
  let watchdog = giveUpAfter(connectMs);
  const heartbeat = new Transform({
    transform(chunk, _encoding, done) {
      clearTimeout(watchdog);
      watchdog = giveUpAfter(silenceMs);
      done(null, chunk);
    },
  });
  try {
    const either = AbortSignal.any([tooSlow.signal, ...(signal ? [signal] : [])]);
    const response = await fetch(url, { signal: either }).catch((error: unknown) => {
      throw tooSlow.signal.reason ?? new Error(`${new URL(url).host} cannot be reached (${causeOf(error)})`);
    });
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), heartbeat, createWriteStream(file), { signal: either });
  } finally {
    clearTimeout(watchdog);
  }
}

/** `fetch` says only "fetch failed"; why stands in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : String(error);
}
