import { FollowedOrders } from '../../clients/grpc/followed-orders.ts';
import { createOrdersClient, type OrdersClient } from '../../clients/grpc/orders-client.ts';
import { reasonOf } from '../../platform/poll.ts';
import { CHANNEL_OPTIONS } from './over-grpc.ts';
import type { RunRecord } from './record.ts';
import type { Heard } from './verdict/evidence.ts';
import type { Watcher } from './watcher.ts';

/** Whoever follows orders over gRPC, half of them at each API, through whatever happens. */
export interface OrderWatcher extends Watcher {
  /** From its first event on. */
  follow(orderId: string): void;
}

/** One call takes no more. */
const MOST_A_CALL = 500;

export function watchOrders(addresses: readonly string[], record: Pick<RunRecord, 'notes'>, signal: AbortSignal): OrderWatcher {
  const apis = addresses.map((address) => createOrdersClient(address, { options: CHANNEL_OPTIONS }));
  signal.addEventListener('abort', () => apis.forEach((orders) => orders.close()));
  const heard: Heard[] = [];
  const orderIds = new Set<string>();
  let comebacks = 0;
  const onComeback = (error: Error) => {
    comebacks += 1;
    record.notes({ watch: reasonOf(error) });
  };

  const open = (orders: OrdersClient) => {
    const followed = new FollowedOrders(orders, { signal, onComeback });
    const listen = async () => {
      for await (const { order, sequence } of followed)
        heard.push({ orderId: order?.id ?? '', sequence: Number(sequence), at: Date.now() });
    };
    // What coming back would not change: the verdict misses the events.
    listen().catch((error: unknown) => record.notes({ watchGivenUp: reasonOf(error) }));
    return followed;
  };
  let followed = apis.map(open);
  return {
    heard,
    comebacks: () => comebacks,
    orderIds,
    follow(orderId) {
      if (orderIds.size > 0 && orderIds.size % (MOST_A_CALL * apis.length) === 0) followed = apis.map(open);
      followed[orderIds.size % apis.length]?.add(orderId);
      orderIds.add(orderId);
    },
  };
}
