// Commands of Kubernetes, whose module replaces the modules that it is published in by folders of its own repository.
import type { Build } from '../../../deploy/local/programs/go-build.ts';
import { moduleBuild } from './module-build.ts';

const REPLACED = /^\s*(k8s\.io\/\S+) => \.\/staging\//gm;

/** `1.36.3` of Kubernetes is `0.36.3` of the modules that it is made of. */
export function kubernetesBuild(command: string, version: string): Build {
  return moduleBuild({
    module: `k8s.io/kubernetes@v${version}`,
    folder: `cmd/${command}`,
    replacedIn: (goMod) => [...goMod.matchAll(REPLACED)].map(([, module]) => `${module} => ${module} v0${version.slice(1)}`),
    flags: ['-ldflags', `-s -w ${versionFlags(version)}`],
  });
}

/** Helm asks the server for its version, and charts refuse what they do not know. */
function versionFlags(version: string): string {
  const [major, minor] = version.split('.');
  const stamps = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
