// Commands of Kubernetes, whose module replaces the modules that it is published in by folders of its own repository.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Build, runGo } from '../../../deploy/local/programs/go-build.ts';
import { goModule } from './go-module.ts';

const MODULE = 'k8s.io/kubernetes';
const REPLACED = /^\s*(k8s\.io\/\S+) => \.\/staging\//gm;

/** `1.36.3` of Kubernetes is `0.36.3` of the modules that it is made of. */
export function kubernetesBuild(command: string, version: string): Build {
  return async (work, signal) => {
    const binary = path.join(work, 'built');
    const goMod = await readFile((await goModule(`${MODULE}@v${version}`)).GoMod, 'utf8');
    const replaced = [...goMod.matchAll(REPLACED)].map(([, module]) => `replace ${module} => ${module} v0${version.slice(1)}`);
    const go = /^go .*$/m.exec(goMod)?.[0] ?? '';
    await writeFile(path.join(work, 'go.mod'), ['module build', go, ...replaced, ''].join('\n'));
    const run = (...args: string[]) => runGo(args, { cwd: work, signal });
    const source = `${MODULE}/cmd/${command}`;
    await run('get', `${source}@v${version}`);
    await run('build', '-ldflags', `-s -w ${versionFlags(version)}`, '-o', binary, source);
    return binary;
  };
}

/** Helm asks the server for its version, and charts refuse what they do not know. */
function versionFlags(version: string): string {
  const [major, minor] = version.split('.');
  const stamps = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
