// The way that needs only Go's module proxy: building from source.
import path from 'node:path';
import { runOnce } from './run-once.ts';
import type { Tool } from './tools.ts';

/** Returns the path of the executable inside `work`. */
export async function goInstall(tool: Tool, work: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    await runOnce('go', ['install', tool.goPackage], { env: { ...process.env, GOBIN: work }, signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('Go is not on PATH', { cause: error });
    throw error;
  }
  return path.join(work, tool.name);
}
