import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../domain/order.ts';
import type { OrderReader } from '../../domain/ports.ts';

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 100;

/** Reads the order by its primary key until it has left CREATED, the time is over or nobody listens any more. */
export async function waitUntilPastCreated(
  reader: OrderReader,
  orderId: string,
  waitMs: number,
  isAbandoned: () => boolean,
): Promise<Order | undefined> {
  const endsAt = performance.now() + waitMs;
  let order = await reader.find(orderId);
  for (let pauseMs = FIRST_PAUSE_MS; order?.status === 'CREATED' && !isAbandoned(); pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) break;
    await sleep(Math.min(pauseMs, leftMs));
    order = await reader.find(orderId);
  }
  return order;
}
