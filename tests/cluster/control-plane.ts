import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../deploy/local/processes/launch.ts';
import { findTool, type Tool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';
import { createAuthority } from '../support/certificates.ts';
import { connectKubernetes, type Kubernetes } from './kubernetes.ts';
import { apiServerTool, controllerManagerTool, etcdTool, schedulerTool } from './programs/programs.ts';
import type { Undo } from './undo.ts';

export interface ControlPlane {
  readonly kubernetes: Kubernetes;
  readonly kubeconfig: string;
}

const TOKEN = 'cluster';
const READY_WITHIN_MS = 180_000;
/** A node that says nothing is given up after the first of these, and its pods after the second (seconds); Kubernetes takes 50 and 300. */
const NODE_SILENT_SECONDS = 20;
const EVICTED_AFTER_SECONDS = 10;

/** etcd, API server, controller manager and scheduler, as one machine has them, on loopback. */
export async function startControlPlane(folder: string, undo: Undo): Promise<ControlPlane> {
  const pki = path.join(folder, 'pki');
  mkdirSync(pki, { recursive: true });
  const start = async (tool: Tool, flags: Flags, ready: () => Promise<unknown> = async () => undefined) => {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const logFile = path.join(folder, 'logs', `${tool.name}.log`);
    const command = await findTool(tool);
    const running = await launch({ name: tool.name, command, args, logFile, ready, readyWithinMs: READY_WITHIN_MS, cwd: folder });
    undo(running.stop);
  };
  const store = `http://127.0.0.1:${await freePort()}`;
  await start(etcdTool, await etcdFlags(folder, store), () => fetch(`${store}/health`));
  const port = await freePort();
  const kubernetes = connectKubernetes(port, TOKEN);
  await start(apiServerTool, apiServerFlags(pki, store, port), () => kubernetes.call('GET', '/readyz'));
  const kubeconfig = writeKubeconfig(folder, port);
  const common = { kubeconfig, 'bind-address': '127.0.0.1', 'cert-dir': pki, 'leader-elect': false };
  await start(controllerManagerTool, await controllerFlags(pki, common));
  await start(schedulerTool, { ...common, 'secure-port': await freePort() });
  return { kubernetes, kubeconfig };
}

type Flags = Readonly<Record<string, string | number | boolean>>;

async function etcdFlags(folder: string, store: string): Promise<Flags> {
  const peers = `http://127.0.0.1:${await freePort()}`;
  return {
    'data-dir': path.join(folder, 'etcd'),
    'listen-client-urls': store,
    'advertise-client-urls': store,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `default=${peers}`,
    'unsafe-no-fsync': true,
    'log-level': 'warn',
  };
}

function apiServerFlags(pki: string, store: string, port: number): Flags {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [key, pub, tokens] = ['accounts.key', 'accounts.pub', 'tokens.csv'].map((name) => path.join(pki, name)) as [string, string, string];
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(pub, publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(tokens, `${TOKEN},admin,admin,"system:masters"\n`);
  const authority = createAuthority(pki, 'front-proxy');
  const front = authority.issue('front-proxy-client');
  return {
    'etcd-servers': store,
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'endpoint-reconciler-type': 'none',
    'secure-port': port,
    'cert-dir': pki,
    'service-cluster-ip-range': '10.96.0.0/16',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': pub,
    'service-account-signing-key-file': key,
    'authorization-mode': 'RBAC',
    'token-auth-file': tokens,
    'requestheader-client-ca-file': authority.caFile,
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'proxy-client-cert-file': front.certFile,
    'proxy-client-key-file': front.keyFile,
    'default-not-ready-toleration-seconds': EVICTED_AFTER_SECONDS,
    'default-unreachable-toleration-seconds': EVICTED_AFTER_SECONDS,
  };
}

async function controllerFlags(pki: string, common: Flags): Promise<Flags> {
  return {
    ...common,
    'secure-port': await freePort(),
    'service-account-private-key-file': path.join(pki, 'accounts.key'),
    'node-monitor-grace-period': `${NODE_SILENT_SECONDS}s`,
    'horizontal-pod-autoscaler-sync-period': '3s',
    'horizontal-pod-autoscaler-downscale-stabilization': '60s',
  };
}

function writeKubeconfig(folder: string, port: number): string {
  const file = path.join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token: TOKEN } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  // YAML holds JSON.
  writeFileSync(file, JSON.stringify(config));
  return file;
}
