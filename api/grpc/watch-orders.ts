import { once } from 'node:events';
import { create, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import { DomainError } from '../../domain/errors.ts';
import type { EventFeed } from '../../domain/ports/event-feed.ts';
import type { Logger } from '../../platform/logger.ts';
import {
  OrderEventSchema,
  Orders,
  WatchOrdersResponseSchema,
  type OrderEvent,
  type WatchOrdersRequest,
  type WatchOrdersResponse,
} from '../../proto/generated/orders/v1/orders_pb.ts';
import type { Caller } from '../caller.ts';
import type { CallNames } from '../../platform/call-context.ts';
import { failureOf, logFailure } from '../failure.ts';
import { requireLeft } from '../limits/caller-limits.ts';
import type { OpenStreams } from '../open-streams.ts';
import type { OrderSources } from '../orders/find-order.ts';
import { readOrderId } from '../orders/order-id.ts';
import type { ToldEvent } from '../orders/read-events.ts';
import { watchOrder } from '../orders/watch-order.ts';
import { openCall } from './call.ts';
import { asMetadata, grpcFailure } from './errors.ts';
import { identifyBy } from './identify-caller.ts';
import { inGrpcContext } from './grpc-context.ts';
import { metadataOf } from './metadata.ts';
import type { UnaryOptions } from './unary.ts';

export interface WatchDependencies extends OrderSources, UnaryOptions {
  readonly feed: EventFeed;
  readonly streams: OpenStreams;
}

type Served = ServerDuplexStream<WatchOrdersRequest, WatchOrdersResponse>;

/** More are better followed by the stream of all events. */
const MOST_ORDERS = 500;
const METHOD = Orders.method.watchOrders;

/** WatchOrders: one call follows many orders. */
export function watchOrders(deps: WatchDependencies) {
  return (served: Served): void => void inGrpcContext(METHOD, served.metadata, deps.log, (names) => follow(deps, served, names));
}

/** Until the caller leaves, or the stream's time is over. */
async function follow(deps: WatchDependencies, served: Served, names: CallNames): Promise<status> {
  try {
    const incoming = openCall(served, deps.deadlineMs);
    const { caller, address } = await identifyBy(deps.gate, incoming, 'readOrderEvents').finally(() => incoming.deadline.clear());
    requireLeft(deps.limits.take(caller, address, 'readOrderEvents'));
    // Who left meanwhile would keep a place for ever: nobody tells of it again.
    if (served.cancelled) return status.CANCELLED;
    const { signal, close } = deps.streams.open(caller);
    served.once('close', close);
    served.once('cancelled', close);
    served.sendMetadata(metadataOf(asMetadata(names)));
    const watched = new WatchedOrders(deps, { served, caller, signal });
    served.on('data', (request: WatchOrdersRequest) => watched.take(request));
    await aborted(signal);
    if (served.cancelled) return status.CANCELLED;
    throw signal.reason;
  } catch (error) {
    logFailure(deps.log, error);
    const failure = grpcFailure(error, METHOD.input, names);
    served.emit('error', failure);
    return failure.code;
  }
}

interface WatchingCall {
  readonly served: Served;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** The orders that one call follows. */
class WatchedOrders {
  readonly #watch: ReturnType<typeof watchOrder>;
  readonly #call: WatchingCall;
  readonly #log: Logger;
  readonly #watched = new Map<string, AbortController>();

  constructor(deps: WatchDependencies, call: WatchingCall) {
    this.#watch = watchOrder(deps);
    this.#log = deps.log;
    this.#call = call;
    // Each order that is followed waits for the caller to read.
    call.served.setMaxListeners(MOST_ORDERS + 10);
  }

  take({ action }: WatchOrdersRequest): void {
    if (action.case === 'drop') this.#watched.get(action.value)?.abort();
    if (action.case === 'add') void this.#follow(action.value.id, Number(action.value.afterSequence));
  }

  async #follow(id: string, after: number): Promise<void> {
    // Who adds an order again wants it from there on.
    this.#watched.get(id)?.abort();
    const dropping = new AbortController();
    const signal = AbortSignal.any([this.#call.signal, dropping.signal]);
    try {
      if (this.#watched.size >= MOST_ORDERS) throw new DomainError('INVALID_REQUEST', `A call follows ${MOST_ORDERS} orders at most.`);
      this.#watched.set(id, dropping);
      const call = { orderId: readOrderId(id), caller: this.#call.caller, after: Math.max(0, after), signal };
      for await (const event of this.#watch(call)) await this.#tell({ case: 'event', value: eventMessage(event) });
    } catch (error) {
      if (!signal.aborted) await this.#tellEnd(id, error);
    } finally {
      if (this.#watched.get(id) === dropping) this.#watched.delete(id);
    }
  }

  async #tellEnd(id: string, error: unknown): Promise<void> {
    logFailure(this.#log, error);
    const { code, detail } = failureOf(error);
    await this.#tell({ case: 'ended', value: { $typeName: 'orders.v1.WatchEnded', id, code, text: detail } });
  }

  /** A caller who reads slowly is waited for; who is gone is told nothing. */
  async #tell(told: WatchOrdersResponse['told']): Promise<void> {
    const { served, signal } = this.#call;
    if (signal.aborted) return;
    if (served.write(create(WatchOrdersResponseSchema, { told }))) return;
    await once(served, 'drain', { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function eventMessage({ before: _before, after: _after, ...event }: ToldEvent): OrderEvent {
  return fromJson(OrderEventSchema, event as unknown as JsonValue, { ignoreUnknownFields: true });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
}
