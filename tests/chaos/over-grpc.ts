import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { ERROR_TABLE, type FailureCode, failureName } from '../../api/error-table.ts';
import { CallError } from '../../clients/grpc/call-error.ts';
import { type CallOptions, createOrdersClient, type OrdersClient } from '../../clients/grpc/orders-client.ts';
import type { EditedLine } from '../../domain/order-edit.ts';
import { unitsKept } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import { leadsTo, type ReturnStatus } from '../../domain/return.ts';
import {
  CreateOrderRequestSchema,
  EditOrderRequestSchema,
  type Order as OrderMessage,
  ReceiveReturnRequestSchema,
  RefundOrderRequestSchema,
  RequestReturnRequestSchema,
} from '../../proto/generated/orders/v1/orders_pb.ts';
import { type Answer, ANSWER_WITHIN_MS, type Call, type Edit, type Resolve, type Transport } from './calls.ts';

type GrpcCall = Exclude<Call, Resolve>;

const METHODS: Readonly<Record<GrpcCall['call'], string>> = {
  submit: 'CreateOrder',
  'submit other': 'CreateOrder',
  read: 'GetOrder',
  cancel: 'CancelOrder',
  'cancel lines': 'CancelOrder',
  change: 'EditOrder',
  release: 'ReleaseHold',
  refund: 'RefundOrder',
  return: 'RequestReturn',
  'approve return': 'ApproveReturn',
  'cancel return': 'CancelReturn',
  'receive return': 'ReceiveReturn',
};

/** As docs/grpc.md has it: without pings a connection that nothing gets through stays for as long as the kernel likes. */
export const CHANNEL_OPTIONS = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
  // By itself the library has one connection for all clients of an address.
  'grpc.use_local_subchannel_pool': 1,
  // The longest pause between tries to connect: who was away for long is found soon after.
  'grpc.max_reconnect_backoff_ms': 4000,
};

/** A channel of the caller's own. People's decisions are over HTTP alone. */
export function overGrpc(address: string, http: Transport): Transport {
  const orders = createOrdersClient(address, { options: CHANNEL_OPTIONS });
  return {
    nameOf: (call) => (call.call === 'resolve' ? http.nameOf(call) : METHODS[call.call]),
    async send(call, signal) {
      if (call.call === 'resolve') return http.send(call, signal);
      try {
        const { message, metadata } = await dispatch(orders, call, { metadata: metadataOf(call), deadlineMs: ANSWER_WITHIN_MS, signal });
        const order = orderOf(message);
        return { status: statusOf(call, order), order, ...replayed(metadata.get('idempotent-replayed')) };
      } catch (error) {
        // What has no reason is not the API's answer: the library says that there was none.
        if (!(error instanceof CallError) || error.reason === undefined) throw error;
        return refusalOf(error, error.reason as FailureCode);
      }
    },
    close: () => orders.close(),
  };
}

function dispatch(orders: OrdersClient, call: GrpcCall, options: CallOptions) {
  switch (call.call) {
    case 'submit':
    case 'submit other':
      return orders.createOrder(fromJson(CreateOrderRequestSchema, call.body as unknown as JsonValue), options);
    case 'read':
      return orders.getOrder({ id: call.id }, options);
    case 'cancel':
      return orders.cancelOrder({ id: call.id, ...call.body }, options);
    case 'cancel lines':
      return orders.cancelOrder({ id: call.id, reason: call.body.reason, items: [...call.body.items] }, options);
    case 'change':
      return orders.editOrder(fromJson(EditOrderRequestSchema, { id: call.id, ...jsonOf(call.body) }), options);
    case 'release':
      return orders.releaseHold({ id: call.id, holdId: call.holdId }, options);
    case 'refund':
      return orders.refundOrder(fromJson(RefundOrderRequestSchema, { id: call.id, ...call.body }), options);
    case 'return':
      return orders.requestReturn(fromJson(RequestReturnRequestSchema, { id: call.id, ...jsonOf(call.body) }), options);
    case 'approve return':
      return orders.approveReturn({ id: call.id, returnId: call.returnId }, options);
    case 'cancel return':
      return orders.cancelReturn({ id: call.id, returnId: call.returnId }, options);
    case 'receive return':
      return orders.receiveReturn(
        fromJson(ReceiveReturnRequestSchema, { id: call.id, returnId: call.returnId, ...jsonOf(call.body) }),
        options,
      );
  }
}

function jsonOf(body: object): Record<string, JsonValue> {
  return body as Record<string, JsonValue>;
}

function metadataOf(call: GrpcCall): Record<string, string> {
  if (call.call === 'read') return {};
  const ifMatch = call.call === 'change' && { 'if-match': `"${call.version}"` };
  return { 'idempotency-key': call.key, ...ifMatch, ...('prefer' in call && call.prefer !== undefined && { prefer: call.prefer }) };
}

const DONE = { 'approve return': 'approved', 'cancel return': 'cancelled', 'receive return': 'closed' } as const;

function isMoved(to: ReturnStatus, now: ReturnStatus): boolean {
  return now === to || leadsTo(to, now);
}

/** The status that HTTP has for the same answer: over gRPC the order says whether what was asked for is done. */
function statusOf(call: GrpcCall, order: Order): number {
  const { status, refunds, returns = [], items, holds = [] } = order;
  switch (call.call) {
    case 'submit':
    case 'submit other':
      return status === 'PENDING' ? 202 : 201;
    case 'read':
      return 200;
    case 'cancel':
      return status === 'CANCELED' ? 200 : 202;
    case 'cancel lines':
      return status === 'CANCELED' || items.some((line) => unitsKept(line) < line.quantity) ? 200 : 202;
    case 'change':
      return isChanged(order, call.body) ? 200 : 202;
    case 'release':
      return holds.some(({ holdId }) => holdId === call.holdId) ? 202 : 200;
    case 'refund':
      return refunds.some((refund) => refund.reason === call.body.reason && refund.status === 'succeeded') ? 201 : 202;
    case 'return':
      return returns.some(({ reason }) => reason === call.body.reason) ? 201 : 202;
    case 'approve return':
    case 'cancel return':
    case 'receive return':
      return returns.some(({ returnId, status: now }) => returnId === call.returnId && isMoved(DONE[call.call], now)) ? 200 : 202;
  }
}

function isChanged(order: Order, { items = [], shipTo }: Edit['body']): boolean {
  return items.every((line) => isSo(order.items, line)) && (!shipTo || shipTo.line1 === order.shipTo?.line1);
}

/** A new line is known by SKU and quantity: an older one may be of its SKU, too. */
function isSo(lines: Order['items'], asked: EditedLine): boolean {
  if ('lineId' in asked) return (lines.find(({ lineId }) => lineId === asked.lineId)?.quantity ?? 0) === asked.quantity;
  return lines.some(({ sku, quantity }) => sku === asked.sku && quantity === asked.quantity);
}

function refusalOf({ retryAfterMs, metadata }: CallError, reason: FailureCode): Answer {
  return {
    status: ERROR_TABLE[reason].http,
    problem: failureName(reason),
    ...replayed(metadata.get('idempotent-replayed')),
    ...(retryAfterMs !== undefined && { repeatAfterMs: retryAfterMs }),
  };
}

function replayed([value]: readonly (string | Buffer)[]): { isReplay?: true } {
  return value === 'true' ? { isReplay: true } : {};
}

/** The fields of the message are named as the members in JSON, where amounts are numbers. */
function orderOf(message: OrderMessage): Order {
  const plain = (name: string, value: unknown) =>
    name === '$typeName' || name === '$unknown' ? undefined : typeof value === 'bigint' ? Number(value) : value;
  return JSON.parse(JSON.stringify(message, plain)) as Order;
}
