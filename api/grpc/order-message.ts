import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { Order } from '../../domain/order.ts';
import { OrderSchema, type Order as OrderMessage } from '../../proto/generated/orders/v1/orders_pb.ts';

/** The fields of the message are named as the members of an order; a test holds that none is missing. */
export function orderMessage(order: Order): OrderMessage {
  return fromJson(OrderSchema, order as unknown as JsonValue, { ignoreUnknownFields: true });
}
