// What the manifests of each value file have to say.
import { deepStrictEqual as same, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { openApiDocument } from '../../api/http/openapi.ts';
import type { Metric } from './analysis-tries.ts';
import { type Manifest, podOf, type Release, workloadsOf } from './chart.ts';

type Look = (release: Release) => void;
const OBSERVABILITY = path.resolve(import.meta.dirname, '../../deploy/observability');

const names = (manifests: readonly Manifest[]) => manifests.map(({ metadata }) => metadata.name).toSorted();
const processes = (suffixes: readonly string[]) => suffixes.map((suffix) => `shop-durable-orders-${suffix}`).toSorted();
const variable = (manifest: Manifest, name: string) => podOf(manifest).containers[0].env.find((found) => found.name === name)?.value;

/** Of every value file. */
export const ALWAYS: Readonly<Record<string, Look>> = {
  'pods are as Pod Security "restricted" wants them, and cannot talk to Kubernetes': (release) => {
    for (const manifest of [...workloadsOf(release), ...release.all('Job')]) {
      const pod = podOf(manifest);
      same(pod.automountServiceAccountToken, false);
      const { runAsNonRoot, seccompProfile } = pod.securityContext as { runAsNonRoot?: boolean; seccompProfile?: object };
      same({ runAsNonRoot, seccompProfile }, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const { securityContext } of [...pod.containers, ...(pod.initContainers ?? [])])
        same(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    }
  },
  'probes are over plain HTTP, and alive is not ready': (release) => {
    for (const manifest of workloadsOf(release)) {
      const { startupProbe, livenessProbe, readinessProbe } = podOf(manifest).containers[0];
      same(startupProbe?.httpGet, { path: '/healthz', port: 'http' });
      same(livenessProbe?.httpGet, { path: '/healthz', port: 'http' });
      same(readinessProbe?.httpGet, { path: '/readyz', port: 'http' });
    }
  },
  'a pod has longer to end than its process takes': (release) => {
    for (const manifest of workloadsOf(release)) {
      const grace = /-worker/.test(manifest.metadata.name) ? ['WORKER_GRACE_MS', 20_000, 5000] : ['DRAIN_MS', 10_000, 6000];
      const [name, standard, closing] = grace as [string, number, number];
      const takesMs = Number(variable(manifest, name) ?? standard) + closing;
      ok(podOf(manifest).terminationGracePeriodSeconds * 1000 > takesMs, manifest.metadata.name);
    }
  },
  'no replicas stand under a scaler': (release) => {
    const scalers = [...release.all('ScaledObject'), ...release.all('HorizontalPodAutoscaler')];
    const scaled = new Set(scalers.map(({ spec }) => (spec['scaleTargetRef'] as { name: string }).name));
    for (const { metadata, spec } of workloadsOf(release)) same(spec.replicas === undefined, scaled.has(metadata.name), metadata.name);
  },
  'no budget keeps a node from being drained': (release) => {
    for (const { spec } of release.all('PodDisruptionBudget')) same([spec['maxUnavailable'], spec['minAvailable']], [1, undefined]);
    const budgets = names(release.all('PodDisruptionBudget'));
    for (const { metadata, spec } of workloadsOf(release)) if (spec.replicas === 1) ok(!budgets.includes(metadata.name));
  },
};

const BY_FILE: Readonly<Record<string, Readonly<Record<string, Look>>>> = {
  smallest: {
    'two of each process, with resources and a Service, and no simulated partners': (release) => {
      const four = processes(['api', 'worker', 'relay', 'webhooks']);
      same(names(release.all('Deployment')), four);
      same(names(release.all('Service')), four);
      same(names(release.all('PodDisruptionBudget')), four);
      for (const manifest of release.all('Deployment')) {
        same(manifest.spec.replicas, 2);
        const { requests, limits } = podOf(manifest).containers[0].resources;
        same(
          [Object.keys(requests), Object.keys(limits)],
          [
            ['cpu', 'ephemeral-storage', 'memory'],
            ['ephemeral-storage', 'memory'],
          ],
        );
      }
    },
    'nothing that needs an operator': (release) => {
      same(/gateway\.networking|monitoring\.coreos|keda\.sh|argoproj\.io/.test(release.text), false);
    },
    'what is not allowed is denied': (release) => {
      const { spec } = release.one('NetworkPolicy', 'shop-durable-orders');
      same([spec['policyTypes'], spec['ingress']], [['Ingress', 'Egress'], undefined]);
    },
    'each pod waits until the set-up has been, of the servers that it may reach': (release) => {
      for (const { metadata, spec } of release.all('Deployment')) {
        const { egress } = release.one('NetworkPolicy', metadata.name).spec as { egress?: { ports: { port: number }[] }[] };
        const reachesTemporal = egress?.some(({ ports }) => ports.some(({ port }) => port === 7233)) === true;
        const command = ['node', 'deploy/setup.ts', '--wait', 'postgres', ...(reachesTemporal ? ['--wait', 'temporal'] : [])];
        same(spec.template?.spec.initContainers?.[0].command, command, metadata.name);
      }
    },
  },
  'trying-out': {
    'the simulated partners are there and known by their Service': (release) => {
      same(variable(release.one('Deployment', 'shop-durable-orders-worker'), 'PARTNERS_URL'), 'http://shop-durable-orders-partners:8083');
      same(release.one('Service', 'shop-durable-orders-partners').spec['clusterIP'], undefined);
    },
    'one replica has no budget, and an open network no policy': (release) => {
      same([release.all('PodDisruptionBudget'), release.all('NetworkPolicy')], [[], []]);
    },
  },
  scaled: {
    'the worker is scaled by the backlog of its own task queue': (release) => {
      const { spec } = release.one('ScaledObject', 'shop-durable-orders-worker');
      const [trigger] = spec['triggers'] as [{ metadata: Record<string, string>; authenticationRef?: object }];
      same(trigger.authenticationRef, { name: 'temporal' });
      same([spec['minReplicaCount'], spec['maxReplicaCount']], [3, 20]);
      same(trigger.metadata, {
        endpoint: 'temporal-frontend.temporal:7233',
        namespace: 'shop',
        taskQueue: 'orders-eu',
        queueTypes: 'workflow,activity',
        targetQueueSize: '50',
      });
    },
    'the API is scaled by its CPU': (release) => {
      same(release.one('HorizontalPodAutoscaler', 'shop-durable-orders-api').spec['maxReplicas'], 8);
    },
  },
  versioned: {
    'each build has a Deployment, a scaler and an image of its own': (release) => {
      const builds = release.all('Deployment').filter(({ metadata }) => metadata.name.includes('-worker'));
      const seen = builds.map((manifest) => ({
        build: variable(manifest, 'TEMPORAL_WORKER_BUILD_ID'),
        deployment: variable(manifest, 'TEMPORAL_DEPLOYMENT_NAME'),
        image: podOf(manifest).containers[0].image.split(/[:@]/, 2)[0],
      }));
      same(
        seen,
        ['0123456789ab', 'v1.2.3', '89ab0123'].map((build) => ({
          build,
          deployment: 'shop-orders',
          image: 'registry.example/durable-orders',
        })),
      );
      same(names(release.all('ScaledObject')), names(builds));
      same(new Set(builds.map((manifest) => podOf(manifest).containers[0].image)).size, 3);
    },
    'a scaler asks for the backlog of its own build': (release) => {
      for (const { spec } of release.all('ScaledObject')) {
        const { name } = spec['scaleTargetRef'] as { name: string };
        const [{ metadata }] = spec['triggers'] as [{ metadata: Record<string, string> }];
        same(metadata['workerDeploymentBuildId'], variable(release.one('Deployment', name), 'TEMPORAL_WORKER_BUILD_ID'));
      }
    },
    'no two builds share a selector': (release) => {
      const workers = release.all('Deployment').filter(({ metadata }) => metadata.name.includes('-worker'));
      same(new Set(workers.map(({ spec }) => JSON.stringify(spec['selector']))).size, workers.length);
    },
  },
  'versioned-unscaled': {
    'an older build has as many replicas as it is given': (release) => {
      same(release.one('Deployment', 'shop-durable-orders-worker-2026-11-01').spec.replicas, 1);
      same(release.one('Deployment', 'shop-durable-orders-worker-2026-11-29').spec.replicas, 2);
    },
  },
  gateway: {
    'each path of the API is routed, and health and metrics are not': (release) => {
      const [{ matches }, { matches: exact }] = release.one('HTTPRoute', 'shop-durable-orders').spec['rules'] as [Rule, Rule];
      const routed = (wanted: string) =>
        matches.some(({ path: { value } }) => wanted === value || wanted.startsWith(`${value}/`)) ||
        exact.some(({ path: { value } }) => wanted === value);
      const described = Object.keys(openApiDocument().paths ?? {});
      const PROBES = ['/healthz', '/readyz', '/health', '/metrics'];
      same(
        described.filter((wanted) => !routed(wanted)),
        PROBES.filter((probe) => described.includes(probe)),
      );
      for (const probe of PROBES) ok(!routed(probe), probe);
    },
    'so is what people open in a browser': (release) => {
      const [{ matches }] = release.one('HTTPRoute', 'shop-durable-orders').spec['rules'] as [Rule];
      const routed = new Set(matches.map(({ path: { value } }) => value));
      same(
        ['/console', '/codec'].filter((opened) => !routed.has(opened)),
        [],
      );
    },
    'gRPC has a name of its own': (release) => {
      same(release.one('GRPCRoute', 'shop-durable-orders').spec['hostnames'], ['grpc.orders.example']);
    },
  },
  monitored: {
    'the rules are those that are tested': (release) => {
      const { groups } = parse(readFileSync(path.join(OBSERVABILITY, 'alerts.yaml'), 'utf8')) as { groups: unknown };
      same(release.one('PrometheusRule', 'shop-durable-orders').spec['groups'], groups);
    },
    'the boards are those of the repository': (release) => {
      const folder = path.join(OBSERVABILITY, 'boards');
      const boards = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
      same(release.one('ConfigMap', 'shop-durable-orders-boards').data, Object.fromEntries(boards));
    },
    'who is scraped bears the job and the process that rules ask for': (release) => {
      const { spec } = release.one('ServiceMonitor', 'shop-durable-orders');
      same(spec['jobLabel'], 'app.kubernetes.io/part-of');
      for (const { metadata } of release.all('Service')) same(metadata.labels['app.kubernetes.io/part-of'], 'durable-orders');
    },
  },
  tls: {
    'the gRPC port has its certificate, and files that variables name are there for the set-up, too': (release) => {
      const api = release.one('Deployment', 'shop-durable-orders-api');
      same(variable(api, 'GRPC_TLS_CLIENT_CA_FILE'), '/tls/ca.crt');
      same(variable(release.one('Deployment', 'shop-durable-orders-relay'), 'GRPC_TLS_CERT_FILE'), undefined);
      for (const manifest of [...release.all('Deployment'), ...release.all('Job')])
        ok(JSON.stringify(podOf(manifest).containers[0]).includes('"mountPath":"/nats"'), manifest.metadata.name);
    },
  },
  'own-secrets': {
    'each process reads its own Secret, while it waits, too': (release) => {
      for (const manifest of [...release.all('Deployment'), ...release.all('Job')]) {
        const component = manifest.metadata.labels['app.kubernetes.io/component'];
        const own = component === 'setup' ? 'orders-owner' : `orders-${component}`;
        const { containers, initContainers = [] } = podOf(manifest);
        for (const { envFrom } of [...containers, ...initContainers]) same(envFrom, [{ secretRef: { name: own } }]);
      }
    },
  },
  canary: {
    'the API is a Rollout, and nothing else is': (release) => {
      same(names(release.all('Rollout')), processes(['api']));
      same(names(release.all('Deployment')), processes(['worker', 'relay', 'webhooks']));
      same(release.one('Rollout', 'shop-durable-orders-api').spec.replicas, 10);
    },
    'at each share the version that is brought is judged, and no other': (release) => {
      const analysis = {
        templates: [{ templateName: 'shop-durable-orders-api' }],
        args: [{ name: 'version', valueFrom: { podTemplateHashValue: 'Latest' } }],
      };
      same(strategyOf(release).steps, [{ setWeight: 10 }, { analysis }, { setWeight: 50 }, { analysis }]);
      same(names(release.all('AnalysisTemplate')), processes(['api']));
    },
    'without a gateway shares are of pods': (release) => {
      same(strategyOf(release).trafficRouting, undefined);
    },
    'a pod is scraped once, and says of which version it is': (release) => {
      const { spec } = release.one('ServiceMonitor', 'shop-durable-orders');
      same(spec['podTargetLabels'], ['rollouts-pod-template-hash']);
      const { matchExpressions } = spec['selector'] as { matchExpressions: unknown };
      same(matchExpressions, [{ key: 'durable-orders/track', operator: 'DoesNotExist' }]);
      const scraped = release.all('Service').filter(({ metadata }) => metadata.labels['durable-orders/track'] === undefined);
      same(names(scraped), processes(['api', 'worker', 'relay', 'webhooks']));
    },
  },
  'canary-gateway': {
    'shares are weights of routes that know both versions': (release) => {
      const { stableService, canaryService, trafficRouting } = strategyOf(release);
      const { httpRoutes, grpcRoutes } = trafficRouting?.plugins['argoproj-labs/gatewayAPI'] ?? { httpRoutes: [], grpcRoutes: [] };
      const routes = [
        ...httpRoutes.map(({ name }) => release.one('HTTPRoute', name)),
        ...grpcRoutes.map(({ name }) => release.one('GRPCRoute', name)),
      ];
      same(routes.length, 2);
      for (const { backendRefs } of routes.flatMap(({ spec }) => spec['rules'] as Rule[]))
        same(
          backendRefs.map(({ name, weight }) => [name, weight]),
          [
            [stableService, 100],
            [canaryService, 0],
          ],
        );
      for (const service of [stableService, canaryService])
        same(release.one('Service', service).spec['selector'], release.one('Service', 'shop-durable-orders-api').spec['selector']);
    },
    'the console, whose files are of one version, is not': (release) => {
      const [{ matches, backendRefs }] = release.one('HTTPRoute', 'shop-durable-orders-console').spec['rules'] as [Rule];
      same(matches, [{ path: { type: 'PathPrefix', value: '/console' } }]);
      same(backendRefs, [{ name: 'shop-durable-orders-api-stable', port: 8080 }]);
      const [{ matches: weighed }] = release.one('HTTPRoute', 'shop-durable-orders').spec['rules'] as [Rule];
      same(
        weighed.filter(({ path: { value } }) => value === '/console'),
        [],
      );
    },
    'the scaler moves the Rollout': (release) => {
      const { scaleTargetRef } = release.one('HorizontalPodAutoscaler', 'shop-durable-orders-api').spec;
      same(scaleTargetRef, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'shop-durable-orders-api' });
    },
    'the analysis is as it is asked for': (release) => {
      const metrics = release.one('AnalysisTemplate', 'shop-durable-orders-api').spec['metrics'] as readonly Metric[];
      same(
        metrics.map(({ name, failureCondition }) => [name, failureCondition]),
        [
          ['bad-requests', 'result[0] > 0.01'],
          ['bad-submits', 'result[0] > 0.0144'],
        ],
      );
      const [{ interval, initialDelay, consecutiveSuccessLimit, count, inconclusiveLimit, provider }] = metrics as [Metric, Metric];
      same([interval, initialDelay], ['30s', '30s']);
      same([consecutiveSuccessLimit, count, inconclusiveLimit], [3, 9, 9]);
      const { query, ...prometheus } = provider.prometheus;
      same(prometheus, { address: 'https://prometheus.example', headers: [{ key: 'X-Scope-OrgID', value: 'shop' }], timeout: 10 });
      ok(query.includes('[30s]'));
    },
  },
  'closed-network': {
    'each process reaches the servers that it uses, and the relay no other': (release) => {
      const ports = (component: string) =>
        (release.one('NetworkPolicy', `shop-durable-orders-${component}`).spec['egress'] as { ports: { port: number }[] }[]).flatMap(
          (way) => way.ports.map(({ port }) => port),
        );
      same(ports('relay'), [6432, 4222]);
      same(ports('setup'), [6432, 7233]);
      same(ports('webhooks'), [6432, 7233, 4222, 443, 8443]);
    },
  },
  placed: {
    'an object of its own is a template': (release) => {
      same(release.one('ConfigMap', 'shop-extra').data, { a: 'b' });
    },
    'names, labels and places are taken': (release) => {
      const api = release.one('Deployment', 'shop-api');
      same(api.spec.template?.metadata.labels['team'], 'orders');
      same(podOf(api).nodeSelector, { 'kubernetes.io/arch': 'arm64' });
    },
  },
};

interface Rule {
  readonly matches: readonly { readonly path: { readonly value: string } }[];
  readonly backendRefs: readonly { readonly name: string; readonly weight?: number }[];
}

interface Named {
  readonly name: string;
}

interface Canary {
  readonly stableService: string;
  readonly canaryService: string;
  readonly steps: unknown;
  readonly trafficRouting?: {
    readonly plugins: Record<string, { readonly httpRoutes: readonly Named[]; readonly grpcRoutes: readonly Named[] }>;
  };
}

function strategyOf(release: Release): Canary {
  const { strategy } = release.one('Rollout', 'shop-durable-orders-api').spec as unknown as { strategy: { canary: Canary } };
  return strategy.canary;
}

/** @throws AssertionError for what is not as it should be; an Error for a value file that nobody looks at */
export function casesOf(values: string): Readonly<Record<string, Look>> {
  const own = BY_FILE[values];
  if (own === undefined) throw new Error(`nothing is said of values/${values}.yaml`);
  return { ...ALWAYS, ...own };
}
