import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { helmTool } from '../../deploy/local/programs/chart-tools.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { eventually } from '../../platform/poll.ts';
import { CHART, run } from '../chart/chart.ts';
import type { ControlPlane } from './control-plane.ts';
import { isReady, type Pod } from './pod.ts';
import type { Servers } from './servers.ts';

export const NAMESPACE = 'orders';
export const RELEASE = 'shop';
export const FULL_NAME = `${RELEASE}-durable-orders`;
export const REPOSITORY = 'durable-orders';

/** As docs/deploying.md has them. */
const WAIT = ['--wait', '--timeout', '10m'];
const READY_WITHIN_MS = 300_000;

export type Release = Awaited<ReturnType<typeof prepareRelease>>;

/** Namespace, Secret and values, as docs/deploying.md wants them before an install. */
export async function prepareRelease({ kubernetes, kubeconfig }: ControlPlane, servers: Servers, folder: string) {
  const helm = await findTool(helmTool);
  const values = path.join(folder, 'values.yaml');
  // YAML holds JSON.
  writeFileSync(values, JSON.stringify(valuesFor(servers)));
  const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await kubernetes.call('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE, labels: restricted } });
  await kubernetes.call('POST', `/api/v1/namespaces/${NAMESPACE}/secrets`, {
    metadata: { name: 'orders' },
    stringData: secretsFor(servers),
  });
  const inNamespace = (program: string) => (args: readonly string[]) =>
    run(program, ['--namespace', NAMESPACE, ...args], { KUBECONFIG: kubeconfig });
  const [byHelm, kubectl] = [inNamespace(helm), inNamespace('kubectl')];
  const given = (settings: Settings) => [
    '--values',
    values,
    ...Object.entries(settings).flatMap(([name, value]) => ['--set-json', `${name}=${JSON.stringify(value)}`]),
  ];
  const pods = () => kubernetes.list<Pod>(`/api/v1/namespaces/${NAMESPACE}/pods`);
  /** Those of Deployments. */
  const serving = async () =>
    (await pods()).filter(({ metadata, spec }) => metadata.deletionTimestamp === undefined && spec.restartPolicy === 'Always');
  const podsOn = async (node: string) =>
    (await serving()).filter(({ spec }) => spec.nodeName === node).map(({ metadata }) => metadata.name);
  return {
    kubectl: (...args: readonly string[]) => kubectl(args),
    install: (settings: Settings = {}) => byHelm(['install', RELEASE, CHART, ...given(settings), '--atomic', ...WAIT]),
    upgrade: (settings: Settings, how = ['--atomic', ...WAIT]) => byHelm(['upgrade', RELEASE, CHART, ...given(settings), ...how]),
    rollback: () => byHelm(['rollback', RELEASE, ...WAIT]),
    test: () => byHelm(['test', RELEASE]),
    uninstall: () => byHelm(['uninstall', RELEASE, ...WAIT]),
    template: (settings: Settings) => byHelm(['template', RELEASE, CHART, ...given(settings), '--skip-tests', '--kube-version', '1.36']),
    podsOn,
    /** The node with most of them. */
    async busiestNode(): Promise<{ node: string; count: number }> {
      const byNode = Map.groupBy(await serving(), ({ spec }) => spec.nodeName ?? '');
      const [node, pods] = [...byNode].reduce((most, next) => (next[1].length > most[1].length ? next : most));
      return { node, count: pods.length };
    },
    /** Tags of the images that the pods of a component have. */
    tags: async () => {
      const tags = new Set((await serving()).map(({ spec }) => spec.containers[0].image.replace(/.*:/, '')));
      return [...tags].toSorted((one, other) => one.localeCompare(other)).join(', ');
    },
    allReady: () =>
      eventually(
        async () => (await serving()).filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name),
        (unready) => unready.length === 0,
        READY_WITHIN_MS,
        500,
      ),
  };
}

export type Settings = Readonly<Record<string, string | number | boolean | object>>;

function valuesFor({ temporalAddress, natsUrl }: Servers): object {
  return {
    image: { repository: REPOSITORY, tag: 'one', pullPolicy: 'Never' },
    existingSecret: 'orders',
    config: {
      TEMPORAL_ADDRESS: temporalAddress,
      NATS_URL: natsUrl,
      EVENTS_REPLICAS: '3',
      AUTH: 'none',
      CARRIER_PICKUP_MS: '1000',
      CARRIER_DELIVERY_MS: '1000',
      // Seven workers and an upgrade have to share a hundred connections.
      DATABASE_POOL_SIZE: '4',
    },
    partners: { enabled: true },
  };
}

function secretsFor({ databaseUrl }: Servers): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    PAYMENT_WEBHOOK_SECRET: `whsec_${Buffer.from('p'.repeat(32)).toString('base64')}`,
    CARRIER_WEBHOOK_SECRET: `whsec_${Buffer.from('c'.repeat(32)).toString('base64')}`,
    PARTNERS_API_KEY: `key_${'0'.repeat(64)}`,
  };
}
