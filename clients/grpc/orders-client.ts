import type { DescMethodUnary, Message, MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import { Client, credentials, Metadata, type ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import { Orders } from '../../proto/generated/orders/v1/orders_pb.ts';
import { methodDefinitionOf } from '../../proto/service-definition.ts';
import { OrdersWatch } from './orders-watch.ts';
import { callErrorOf } from './call-error.ts';

export interface CallOptions {
  /** E.g. `idempotency-key`, `prefer`, `x-request-id`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

export interface Answer<T extends Message> {
  readonly message: T;
  /** What the server said beside it, e.g. `x-request-id`, `idempotent-replayed`. */
  readonly metadata: Metadata;
}

export interface ClientSettings {
  /** Without them nothing is encrypted. */
  readonly channelCredentials?: ChannelCredentials;
  readonly options?: ChannelOptions;
}

/** orders.v1.Orders, typed. Each call rejects with a CallError. */
export type OrdersClient = ReturnType<typeof createOrdersClient>;

const USUAL_DEADLINE_MS = 10_000;

/** `address` is host:port. */
export function createOrdersClient(
  address: string,
  { channelCredentials = credentials.createInsecure(), options = {} }: ClientSettings = {},
) {
  const client = new Client(address, channelCredentials, options);
  const method =
    <Input extends Message, Output extends Message>(desc: DescMethodUnary<GenMessage<Input>, GenMessage<Output>>) =>
    (request: MessageInitShape<GenMessage<Input>>, call: CallOptions = {}): Promise<Answer<Output>> =>
      callUnary(client, desc, create(desc.input, request), call);
  return {
    createOrder: method(Orders.method.createOrder),
    getOrder: method(Orders.method.getOrder),
    listOrders: method(Orders.method.listOrders),
    cancelOrder: method(Orders.method.cancelOrder),
    editOrder: method(Orders.method.editOrder),
    placeHold: method(Orders.method.placeHold),
    releaseHold: method(Orders.method.releaseHold),
    refundOrder: method(Orders.method.refundOrder),
    requestReturn: method(Orders.method.requestReturn),
    approveReturn: method(Orders.method.approveReturn),
    declineReturn: method(Orders.method.declineReturn),
    cancelReturn: method(Orders.method.cancelReturn),
    receiveReturn: method(Orders.method.receiveReturn),
    watchOrders: (metadata: NonNullable<CallOptions['metadata']> = {}) => new OrdersWatch(client, metadataOf(metadata)),
    close: () => client.close(),
  };
}

function callUnary<Output extends Message>(
  client: Client,
  desc: DescMethodUnary,
  request: Message,
  { metadata: entries = {}, deadlineMs = USUAL_DEADLINE_MS, signal }: CallOptions,
): Promise<Answer<Output>> {
  const { path, requestSerialize, responseDeserialize } = methodDefinitionOf(desc);
  const sent = metadataOf(entries);
  return new Promise((resolve, reject) => {
    let received = new Metadata();
    const call = client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      sent,
      { deadline: Date.now() + deadlineMs },
      (error, message) => {
        signal?.removeEventListener('abort', giveUp);
        if (error) reject(callErrorOf(error));
        else resolve({ message: message as Output, metadata: received });
      },
    );
    const giveUp = () => call.cancel();
    call.on('metadata', (metadata) => (received = metadata));
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
  });
}

function metadataOf(entries: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
  return metadata;
}
