// The ways that need only Go's module proxy: building from source.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runOnce, type RunOnce } from './run-once.ts';

/** Builds an executable below `work` and returns its path. */
export type Build = (work: string, signal: AbortSignal | undefined) => Promise<string>;

/** `module/package@version`. Built from a module of its own: `go install` refuses a module that replaces one it depends on. */
export function goBuild(goPackage: string, { tags }: { tags?: string } = {}): Build {
  return async (work, signal) => {
    const folder = path.join(work, 'source');
    const binary = path.join(work, 'built');
    await mkdir(folder);
    const go = (...args: string[]) => runGo(args, { cwd: folder, signal });
    await go('mod', 'init', 'build');
    await go('get', goPackage);
    await go('build', ...(tags === undefined ? [] : ['-tags', tags]), '-o', binary, goPackage.replace(/@.*/, ''));
    return binary;
  };
}

/** An OpenTelemetry Collector of these modules, put together by the project's own builder; all of one version. */
export function collectorBuild(name: string, version: string, modules: Readonly<Record<string, readonly string[]>>): Build {
  return async (work, signal) => {
    const folder = path.join(work, 'source');
    const manifest = path.join(work, 'manifest.json');
    const parts = Object.entries(modules).map(([kind, names]) => [kind, names.map((name) => ({ gomod: `${name} v${version}` }))]);
    const dist = { name, version, output_path: folder };
    // YAML, which is what the builder reads, holds JSON.
    await writeFile(manifest, JSON.stringify({ dist, ...Object.fromEntries(parts) }));
    await runGo(['run', `go.opentelemetry.io/collector/cmd/builder@v${version}`, '--config', manifest], { signal });
    return path.join(folder, name);
  };
}

/** A workspace above the folder that it runs in is none of its business. */
export async function runGo(args: string[], options: RunOnce): Promise<void> {
  try {
    await runOnce('go', args, { ...options, env: { ...process.env, GOWORK: 'off' } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('Go is not on PATH', { cause: error });
    throw error;
  }
}
