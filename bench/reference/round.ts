// One round: orders of a single item, each from its submission until the app says that it is completed.
import { randomUUID } from 'node:crypto';
import { AbortPolling, poll } from '../../platform/poll.ts';
import { cpuMsOf } from '../cpu.ts';
import { percentile } from '../table.ts';
import { referenceApi } from './api.ts';
import type { ReferenceApi } from './api.ts';
import { courier } from './courier.ts';
import { eventsSince } from './history.ts';
import type { ReferenceSystem } from './system.ts';

export interface ReferenceLoad {
  readonly orders: number;
  /** Each submits its next order when its last one is handed over. All at once would be unkind: the app's steps time out in a long queue. */
  readonly clients: number;
}

export interface ReferenceRound {
  /** From the first submission until the last order is completed. */
  readonly ordersPerSecond: number;
  /** Of all its processes, Temporal among them; that of the clients is not in it. */
  readonly cpuMsPerOrder: number;
  readonly submitP99Ms: number;
  /** In Temporal's histories of all the workflows that an order takes. */
  readonly eventsPerOrder: number;
}

const FINAL_FAULTS = new Set(['failed', 'cancelled', 'timedOut']);

/** @throws when an order fails or gets stuck */
export async function referenceRound(system: ReferenceSystem, { orders, clients }: ReferenceLoad): Promise<ReferenceRound> {
  const api = referenceApi(system, clients);
  const ids = Array.from({ length: orders }, () => randomUUID());
  const ended = new AbortController();
  try {
    const began = new Date();
    const cpuBefore = await cpuMsOf(system.pids);
    const startedAt = performance.now();
    const { deliver, deliveryOf } = courier(api);
    const [latencies] = await Promise.all([placeAll(api, ids, { clients, deliveryOf }), deliver(orders, ended.signal)]);
    await untilCompleted(api, ids, ended.signal);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMs = (await cpuMsOf(system.pids)) - cpuBefore;
    return {
      ordersPerSecond: orders / seconds,
      cpuMsPerOrder: cpuMs / orders,
      submitP99Ms: percentile(latencies, 0.99),
      eventsPerOrder: (await eventsSince(began, { address: system.temporalAddress, orders })) / orders,
    };
  } finally {
    ended.abort();
    api.close();
  }
}

type Placing = { clients: number; deliveryOf(id: string): Promise<void> };

/** How long each submission took (ms). */
async function placeAll(api: ReferenceApi, ids: readonly string[], { clients, deliveryOf }: Placing): Promise<number[]> {
  const waiting = ids.values();
  const client = async () => {
    const latencies: number[] = [];
    for (const id of waiting) {
      const startedAt = performance.now();
      await api.submit(id);
      latencies.push(performance.now() - startedAt);
      await deliveryOf(id);
    }
    return latencies;
  };
  return (await Promise.all(Array.from({ length: clients }, client))).flat();
}

/** Asks for the list of orders, which grows, only now that all are about to be completed. */
async function untilCompleted(api: ReferenceApi, ids: readonly string[], signal: AbortSignal): Promise<void> {
  const ours = new Set(ids);
  await poll({ what: 'the reference app does not get its orders completed', withinMs: 60_000, everyMs: 50, signal }, async () => {
    const statuses = (await api.orders()).filter(({ id }) => ours.has(id)).map(({ status }) => status);
    const fault = statuses.find((status) => FINAL_FAULTS.has(status));
    if (fault) throw new AbortPolling(`an order of the reference app is ${fault}`);
    const completed = statuses.filter((status) => status === 'completed').length;
    if (completed < ids.length) throw new Error(`${completed} of ${ids.length} are`);
  });
}
