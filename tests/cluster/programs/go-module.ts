import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface GoModule {
  /** Its go.mod. */
  readonly GoMod: string;
  /** The folder with its files. */
  readonly Dir: string;
}

/** `module@version`, as Go has it in its cache once it was fetched. */
export async function goModule(module: string): Promise<GoModule> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module], { env: { ...process.env, GOWORK: 'off' } });
  return JSON.parse(stdout) as GoModule;
}
