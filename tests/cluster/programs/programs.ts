// What `npm run cluster` runs beside our own processes: a control plane, and controllers of others.
import { goBuild } from '../../../deploy/local/programs/go-build.ts';
import type { Tool } from '../../../deploy/local/programs/tools.ts';
import { kubernetesBuild } from './kubernetes-build.ts';
import { moduleBuild } from './module-build.ts';

const KUBERNETES = '1.36.3';
const ETCD = '3.6.8';
const KEDA = '2.21.0';
const KEDA_MODULE = 'github.com/kedacore/keda/v2';
/** With the definitions of KEDA's kinds in it. */
export const KEDA_SOURCE = `${KEDA_MODULE}@v${KEDA}`;
/** The same source as 1.10.2, which asks for a newer Go than many have. */
const ARGO_ROLLOUTS = '1.10.1';
/** With the definitions of its kinds in it. */
export const ARGO_ROLLOUTS_SOURCE = `github.com/argoproj/argo-rollouts@v${ARGO_ROLLOUTS}`;

const wayOut = 'it is needed for this test alone';

export const etcdTool: Tool = {
  name: 'etcd',
  version: ETCD,
  archive: (platform, arch) => `https://github.com/etcd-io/etcd/releases/download/v${ETCD}/etcd-v${ETCD}-${platform}-${arch}.tar.gz`,
  build: goBuild(`go.etcd.io/etcd/server/v3@v${ETCD}`),
  wayOut,
};

export const apiServerTool = kubernetesTool('kube-apiserver', '5 to 10 minutes on two cores');
export const controllerManagerTool = kubernetesTool('kube-controller-manager');
export const schedulerTool = kubernetesTool('kube-scheduler');

function kubernetesTool(name: string, buildTakes = '1 to 3 minutes on two cores'): Tool {
  return {
    name,
    version: KUBERNETES,
    archive: (platform, arch) => `https://dl.k8s.io/v${KUBERNETES}/kubernetes-server-${platform}-${arch}.tar.gz`,
    build: kubernetesBuild(name, KUBERNETES),
    buildTakes,
    wayOut,
  };
}

export const kedaOperatorTool = kedaTool('operator');
export const kedaAdapterTool = kedaTool('adapter');

/** Its releases are images alone. */
function kedaTool(name: string): Tool {
  return {
    name: `keda-${name}`,
    version: KEDA,
    build: goBuild(`${KEDA_MODULE}/cmd/${name}@v${KEDA}`),
    buildTakes: '2 to 9 minutes on two cores',
    versionArgs: ['--help'],
    wayOut,
  };
}

/** Its releases are images alone. */
export const argoRolloutsTool: Tool = {
  name: 'rollouts-controller',
  version: ARGO_ROLLOUTS,
  build: moduleBuild({ module: ARGO_ROLLOUTS_SOURCE, folder: 'cmd/rollouts-controller' }),
  buildTakes: '5 to 15 minutes on two cores',
  versionArgs: ['--help'],
  wayOut,
};
