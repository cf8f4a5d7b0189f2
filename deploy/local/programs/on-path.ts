// A program of the right name that somebody else installed: an old one, or another that is called the same.
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '../../../platform/screen.ts';
import type { Tool } from './tools.ts';

/** The first on PATH that will do; each that comes before it and will not is named. */
export async function findOnPath(tool: Tool, report: Report): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))) {
    const binary = path.join(folder, tool.name);
    if (!(await isExecutable(binary))) continue;
    const why = unfit(tool, await versionText(binary, tool));
    if (why === undefined) return binary;
    report(`${binary} is passed over: ${why}`);
  }
  return undefined;
}

/** What it says of its version; undefined when it does not run. */
export async function versionText(binary: string, { versionArgs = ['--version'] }: Tool): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(binary, versionArgs, { timeout: 30_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function isExecutable(binary: string): Promise<boolean> {
  return access(binary, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function unfit({ name, suits }: Tool, said: string | undefined): string | undefined {
  if (said === undefined) return 'it does not run here';
  if (suits === undefined) return undefined;
  const [, version] = suits.version.exec(said) ?? [];
  if (version === undefined) return `it is no ${name} that is known here (${said.split('\n', 1)[0]?.slice(0, 80)})`;
  return isAsNew(version, suits.oldest)
    ? undefined
    : `it is ${version}, and ${suits.oldest} or a later ${majorOf(suits.oldest)}.x is needed`;
}

const majorOf = (version: string) => Number(version.split('.')[0]);

function isAsNew(version: string, oldest: string): boolean {
  return majorOf(version) === majorOf(oldest) && version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
}
