import { create } from '@bufbuild/protobuf';
import type { Client, ClientDuplexStream, Metadata, ServiceError } from '@grpc/grpc-js';
import {
  Orders,
  WatchOrdersRequestSchema,
  type WatchOrdersRequest,
  type WatchOrdersResponse,
} from '../../proto/generated/orders/v1/orders_pb.ts';
import { methodDefinitionOf } from '../../proto/service-definition.ts';
import { callErrorOf } from './call-error.ts';

/**
 * A call that follows orders. Iterating tells what happens to them; it throws a CallError when the call ends, which it does with the
 * token and when the server is replaced: then watch again, each order behind the last `sequence` that was seen.
 */
export class OrdersWatch implements AsyncIterable<WatchOrdersResponse> {
  readonly #call: ClientDuplexStream<WatchOrdersRequest, WatchOrdersResponse>;

  constructor(client: Client, metadata: Metadata) {
    const { path, requestSerialize, responseDeserialize } = methodDefinitionOf(Orders.method.watchOrders);
    this.#call = client.makeBidiStreamRequest<WatchOrdersRequest, WatchOrdersResponse>(
      path,
      requestSerialize,
      (bytes) => responseDeserialize(bytes) as WatchOrdersResponse,
      metadata,
    );
    // Whoever iterates is thrown it; without this it would end the process of one who does not, or not yet.
    this.#call.on('error', () => undefined);
  }

  /** From the event behind `afterSequence` on; 0 for the whole history. */
  add(id: string, afterSequence = 0): void {
    this.#send({ case: 'add', value: { $typeName: 'orders.v1.Watch', id, afterSequence: BigInt(afterSequence) } });
  }

  drop(id: string): void {
    this.#send({ case: 'drop', value: id });
  }

  close(): void {
    this.#call.cancel();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchOrdersResponse> {
    try {
      for await (const told of this.#call) yield told as WatchOrdersResponse;
    } catch (error) {
      throw callErrorOf(error as ServiceError);
    }
  }

  #send(action: WatchOrdersRequest['action']): void {
    this.#call.write(create(WatchOrdersRequestSchema, { action }));
  }
}
