// Commands of modules that replace others they depend on, which whoever builds them has to replace, too.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Build, runGo } from '../../../deploy/local/programs/go-build.ts';
import { goModule } from './go-module.ts';

interface Command {
  /** `module@version`. */
  readonly module: string;
  /** Its folder in the module. */
  readonly folder: string;
  /** Of the module's go.mod: `module => module version`; those that stand so in it, unless said otherwise. */
  readonly replacedIn?: (goMod: string) => readonly string[];
  readonly flags?: readonly string[];
}

function replacedByModules(goMod: string): readonly string[] {
  return [...goMod.matchAll(/^\s+(\S+ => \S+ v\S+)$/gm)].map(([, line = '']) => line);
}

export function moduleBuild({ module, folder, replacedIn = replacedByModules, flags = [] }: Command): Build {
  return async (work, signal) => {
    const binary = path.join(work, 'built');
    const goMod = await readFile((await goModule(module)).GoMod, 'utf8');
    const go = /^go .*$/m.exec(goMod)?.[0] ?? '';
    const replaced = replacedIn(goMod).map((line) => `replace ${line}`);
    await writeFile(path.join(work, 'go.mod'), ['module build', go, ...replaced, ''].join('\n'));
    const run = (...args: string[]) => runGo(args, { cwd: work, signal });
    const [name, version] = module.split('@');
    const source = `${name}/${folder}`;
    await run('get', `${source}@${version}`);
    await run('build', ...flags, '-o', binary, source);
    return binary;
  };
}
