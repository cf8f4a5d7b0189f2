// Moves shipments on as the load generator of the app's web application does: it asks for the pending ones again and again.
import { AbortPolling, poll } from '../../platform/poll.ts';
import type { ReferenceApi } from './api.ts';

const NEXT: Readonly<Record<string, string>> = { booked: 'dispatched', dispatched: 'delivered' };
/** One cheap query of the app's own SQLite file each time: no query of a workflow, and nothing else reads its files. */
const LOOK_EVERY_MS = 100;
/** Longer than any time-out in the app: what has not moved by then never will. */
const STUCK_AFTER_MS = 60_000;

export interface Courier {
  /** Resolves when this order's shipment has been told that it is delivered. */
  deliveryOf(orderId: string): Promise<void>;
  /** Goes on until so many are told. @throws when none has moved for long: a slow machine is no fault, an order that is stuck is */
  deliver(count: number, signal: AbortSignal): Promise<void>;
}

/** Unlike the web application's it tells each shipment each status once, and tells many at the same time. */
export function courier(api: ReferenceApi): Courier {
  const told = new Set<string>();
  const deliveries = new Map<string, PromiseWithResolvers<void>>();
  let delivered = 0;
  let movedAt = performance.now();

  const deliveryOf = (orderId: string) => {
    const delivery = deliveries.get(orderId) ?? Promise.withResolvers<void>();
    deliveries.set(orderId, delivery);
    return delivery;
  };
  const tell = async (id: string, status: string) => {
    const step = `${id} ${status}`;
    if (told.has(step)) return;
    told.add(step);
    await api.move(id, status);
    movedAt = performance.now();
    if (status !== 'delivered') return;
    delivered += 1;
    // A shipment is named after its order and its number in it.
    deliveryOf(id.replace(/:\d+$/, '')).resolve();
  };
  const visitAll = async () => {
    const pending = await api.pendingShipments();
    await Promise.all(
      pending.map(async ({ id, status }) => {
        const next = NEXT[status];
        if (next !== undefined) await tell(id, next);
      }),
    );
  };
  return {
    deliveryOf: (orderId) => deliveryOf(orderId).promise,
    deliver: (count, signal) =>
      poll({ what: 'orders are delivered', withinMs: Infinity, everyMs: LOOK_EVERY_MS, signal }, async () => {
        await visitAll();
        if (delivered >= count) return;
        const progress = `the reference app got ${delivered} of ${count} orders delivered`;
        if (performance.now() - movedAt > STUCK_AFTER_MS)
          throw new AbortPolling(`${progress}, and none moved for ${STUCK_AFTER_MS / 1000} s`);
        throw new Error(progress);
      }),
  };
}
