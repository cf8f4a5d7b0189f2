import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Kubernetes } from './kubernetes.ts';
import type { Container, Pod } from './pod.ts';

export interface ContainerWorld {
  readonly kubernetes: Kubernetes;
  /** The folder that stands for an image. */
  readonly treeOf: (image: string) => string;
  /** With the names of the Services, in place of a DNS. */
  readonly hostsFile: string;
  readonly logs: string;
}

export interface ContainerProcess {
  readonly exited: Promise<number>;
  signal(signal: NodeJS.Signals): void;
}

/** What the image sets. */
const IMAGE = { PATH: process.env['PATH'], HOME: '/tmp', NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' };
/** Ends as the command itself, so that signals reach it. */
const WITH_HOSTS = ['--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"'];

const living = new Set<ChildProcess>();
process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')));

/** Runs a container's command as a process of this machine. */
export async function startContainer(
  { image, name, command, env = [], envFrom = [] }: Container,
  { pod, address }: { readonly pod: Pod; readonly address: string },
  { kubernetes, treeOf, hostsFile, logs }: ContainerWorld,
): Promise<ContainerProcess> {
  const { name: podName, namespace = '' } = pod.metadata;
  const secrets = await Promise.all(envFrom.map(({ secretRef }) => secretOf(kubernetes, namespace, secretRef.name)));
  const given = Object.fromEntries(env.map((variable) => [variable.name, variable.value ?? '']));
  mkdirSync(logs, { recursive: true });
  const log = openSync(path.join(logs, `${podName}.${name}.log`), 'a');
  const [, ...args] = command;
  const child = spawn('unshare', [...WITH_HOSTS, hostsFile, process.execPath, ...args], {
    cwd: treeOf(image),
    // Its own address in place of all addresses, which are every pod's here.
    env: { ...IMAGE, ...Object.assign({}, ...secrets), ...given, API_HOST: address },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  living.add(child);
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => {
    living.delete(child);
    return code ?? 1;
  });
  return { exited, signal: (signal) => void child.kill(signal) };
}

async function secretOf(kubernetes: Kubernetes, namespace: string, name: string): Promise<Record<string, string>> {
  const { data } = await kubernetes.call<{ data: Record<string, string> }>('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}
