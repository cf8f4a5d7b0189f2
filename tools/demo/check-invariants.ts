import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Runs the check as `npm run check:invariants` does, on this terminal. @returns whether everything holds */
export async function invariantsHold(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const script = path.resolve(import.meta.dirname, '../check-invariants.ts');
  const child = spawn(process.execPath, [script], { env, stdio: 'inherit', signal });
  const [code] = await once(child, 'exit');
  return code === 0;
}
