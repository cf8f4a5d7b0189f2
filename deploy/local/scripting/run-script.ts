import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Ran {
  readonly code: number | null;
  /** What it wrote to its standard output. */
  readonly output: string;
  /** That, and what it wrote to its standard error. */
  readonly said: string;
}

/** Runs one of this repository's scripts to its end, as its `npm run` does. */
export async function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const child = spawn(process.execPath, [path.join(root, script), ...args], { env: { ...env, NODE_OPTIONS: '' } });
  let [output, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, said };
}
