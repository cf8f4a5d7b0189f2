import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serviceAddress, type Target } from '../support/service-address.ts';
import type { Kubernetes, Thing } from './kubernetes.ts';
import { watch } from './watch.ts';

interface EndpointSlice extends Thing {
  readonly endpoints: readonly { readonly addresses: readonly [string]; readonly conditions: { readonly ready?: boolean } }[] | null;
}

const LOOK_EVERY_MS = 250;

/** This machine's names and those of Services. @returns the file */
export function writeHosts(folder: string, services: Readonly<Record<string, string>>): string {
  const file = path.join(folder, 'hosts');
  const lines = Object.entries(services).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(file, `${readFileSync('/etc/hosts', 'utf8')}\n${lines.join('')}`);
  return file;
}

/** What kube-proxy does for one Service, `namespace/name`: leads an address to the endpoints that are ready. */
export async function lead(kubernetes: Kubernetes, service: string, at: Target): Promise<() => Promise<void>> {
  const [namespace, name] = service.split('/');
  const slicesPath = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=${name}`;
  let targets: readonly Target[] = [];
  const look = async () => {
    const slices = await kubernetes.list<EndpointSlice>(slicesPath);
    const ready = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions.ready);
    targets = ready.map(({ addresses: [host] }) => ({ host, port: at.port }));
  };
  const stop = watch(LOOK_EVERY_MS, look);
  const address = await serviceAddress(() => targets, at);
  return async () => {
    await stop();
    await address.close();
  };
}
