import type { ContainerWorld } from './container-process.ts';
import { type Kubernetes, unlessGone } from './kubernetes.ts';
import { pathOf, type Pod } from './pod.ts';
import { PodProcess } from './pod-process.ts';
import { watch } from './watch.ts';

export interface Node {
  /** It is gone with all that ran on it, and says nothing any more. */
  die(): Promise<void>;
}

const HEARTBEAT_MS = 5000;
const LOOK_EVERY_MS = 500;
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
const ROOM = { cpu: '16', memory: '64Gi', pods: '60', 'ephemeral-storage': '100Gi' };

/** A node of the cluster that this machine is: it keeps its lease, and runs the pods that the scheduler gives it. */
export async function startNode(name: string, nextAddress: () => string, world: ContainerWorld): Promise<Node> {
  const { kubernetes } = world;
  const running = new Map<string, PodProcess>();
  const ending = new Set<string>();
  await join(kubernetes, name);

  const end = async (uid: string, process: PodProcess, graceSeconds: number) => {
    ending.add(uid);
    await process.stop(graceSeconds).catch(() => undefined);
    running.delete(uid);
    ending.delete(uid);
  };
  const look = async () => {
    const pods = await kubernetes.list<Pod>(`/api/v1/pods?fieldSelector=spec.nodeName=${name}`);
    for (const pod of pods) {
      const { uid = '', deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
      const process = running.get(uid);
      if (deletionTimestamp === undefined) {
        if (process === undefined && !isFinished(pod)) running.set(uid, new PodProcess(pod, nextAddress(), world));
      } else if (process === undefined) await kubernetes.call('DELETE', pathOf(pod), { gracePeriodSeconds: 0 }).catch(unlessGone);
      else if (!ending.has(uid)) void end(uid, process, deletionGracePeriodSeconds);
    }
    const there = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const [uid, process] of running) if (!there.has(uid) && !ending.has(uid)) void end(uid, process, 0);
  };
  const stops = [watch(HEARTBEAT_MS, () => sayAlive(kubernetes, name)), watch(LOOK_EVERY_MS, look)];

  return {
    async die() {
      const stopped = Promise.all(stops.map((stop) => stop()));
      for (const process of running.values()) process.kill();
      await stopped;
      for (const process of running.values()) process.kill();
    },
  };
}

function isFinished({ status: { phase } }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

async function join(kubernetes: Kubernetes, name: string): Promise<void> {
  await kubernetes.call('POST', '/api/v1/nodes', { metadata: { name, labels: { 'kubernetes.io/hostname': name } } });
  await kubernetes.call('POST', '/api/v1/namespaces', { metadata: { name: 'kube-node-lease' } }).catch(unlessGone);
  await kubernetes.call('POST', LEASES, { metadata: { name }, spec: leaseOf(name) });
  await sayAlive(kubernetes, name);
}

const leaseOf = (name: string) => ({
  holderIdentity: name,
  leaseDurationSeconds: 40,
  renewTime: new Date().toISOString().replace('Z', '000Z'),
});

async function sayAlive(kubernetes: Kubernetes, name: string): Promise<void> {
  await kubernetes.call('PATCH', `${LEASES}/${name}`, { spec: leaseOf(name) });
  const at = new Date().toISOString();
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: at, lastTransitionTime: at };
  await kubernetes.call('PATCH', `/api/v1/nodes/${name}/status`, { status: { capacity: ROOM, allocatable: ROOM, conditions: [ready] } });
}
