import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { OrderView } from '../../domain/order-view.ts';
import { OrderSchema, type Order as OrderMessage } from '../../proto/generated/orders/v1/orders_pb.ts';

/** The fields of the message are named as the members of an order as its readers see it; a test holds that none is missing. */
export function orderMessage(order: OrderView): OrderMessage {
  return fromJson(OrderSchema, order as unknown as JsonValue, { ignoreUnknownFields: true });
}
