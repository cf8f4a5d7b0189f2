import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../deploy/local/processes/launch.ts';
import { findTool, type Tool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';
import { poll } from '../../platform/poll.ts';
import { createAuthority } from '../support/certificates.ts';
import { goModule } from './programs/go-module.ts';
import { KEDA_SOURCE, kedaAdapterTool, kedaOperatorTool } from './programs/programs.ts';
import type { World } from './world.ts';

const NAMESPACE = 'keda';
/** None to watch: all. */
const NAMESPACES = { WATCH_NAMESPACE: '', KEDA_CLUSTER_OBJECT_NAMESPACE: NAMESPACE };
const SERVICE = 'keda-metrics-apiserver';
const KIND = '/apis/keda.sh/v1alpha1/scaledobjects';
const METRICS = 'external.metrics.k8s.io';
const READY_WITHIN_MS = 180_000;

/** KEDA's operator and its server of metrics, which run beside the control plane. */
export async function startKeda(world: World): Promise<void> {
  const { folder, kubeconfig, kubernetes, release, undo } = world;
  const { Dir } = await goModule(KEDA_SOURCE);
  // Too long for the annotation that an apply at the client keeps.
  await release.kubectl('apply', '--server-side', '--filename', path.join(Dir, 'config/crd/bases'));
  await poll({ what: 'its kinds are not served', withinMs: READY_WITHIN_MS }, () => kubernetes.call('GET', KIND));
  const certificates = certificatesIn(path.join(folder, 'keda'));
  const [grpcPort, metricsPort] = [await freePort(), await freePort()];
  await kubernetes.call('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  await registerMetrics(world, metricsPort);

  const start = async (tool: Tool, flags: Readonly<Record<string, string | number>>, ready: () => Promise<unknown>) => {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const env = { ...process.env, KUBECONFIG: kubeconfig, POD_NAMESPACE: NAMESPACE, ...NAMESPACES };
    const logFile = path.join(folder, 'logs', `${tool.name}.log`);
    const command = await findTool(tool);
    undo((await launch({ name: tool.name, command, args, env, logFile, ready, readyWithinMs: READY_WITHIN_MS })).stop);
  };
  const probes = await freePort();
  const operator = {
    'cert-dir': certificates,
    'metrics-service-bind-address': `127.0.0.1:${grpcPort}`,
    'metrics-bind-address': '0',
    'health-probe-bind-address': `127.0.0.1:${probes}`,
  };
  await start(kedaOperatorTool, operator, () => fetch(`http://127.0.0.1:${probes}/readyz`));
  const adapter = {
    'cert-dir': certificates,
    'metrics-service-address': `localhost:${grpcPort}`,
    'bind-address': '127.0.0.1',
    'secure-port': metricsPort,
    port: await freePort(),
    ...Object.fromEntries(['lister', 'authentication', 'authorization'].map((who) => [`${who}-kubeconfig`, kubeconfig])),
  };
  await start(kedaAdapterTool, adapter, () => kubernetes.call('GET', `/apis/${METRICS}/v1beta1`));
}

/** Operator and server know each other by them. */
function certificatesIn(folder: string): string {
  mkdirSync(folder);
  const authority = createAuthority(folder);
  const { certFile, keyFile } = authority.issue('localhost');
  for (const [from, to] of [
    [authority.caFile, 'ca.crt'],
    [certFile, 'tls.crt'],
    [keyFile, 'tls.key'],
  ] as const)
    copyFileSync(from, path.join(folder, to));
  return folder;
}

/** The API server asks there for what the scaler goes by. */
async function registerMetrics({ kubernetes }: World, port: number): Promise<void> {
  await kubernetes.call('POST', `/api/v1/namespaces/${NAMESPACE}/services`, {
    metadata: { name: SERVICE },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ name: 'https', port }] },
  });
  await kubernetes.call('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
    metadata: { name: `v1beta1.${METRICS}` },
    spec: {
      service: { name: SERVICE, namespace: NAMESPACE, port },
      group: METRICS,
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
    },
  });
}
