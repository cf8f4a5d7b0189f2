import type { Order } from '../../domain/order.ts';
import type { Answer } from '../http/answer.ts';
import { etagOf } from '../http/etag.ts';

export function locationOf(orderId: string): string {
  return `/orders/${orderId}`;
}

/** 201 with the order, and where to find it. */
export function createdAnswer(order: Order, headers: Record<string, string> = {}): Answer {
  return { status: 201, headers: { Location: locationOf(order.id), ETag: etagOf(order.version), ...headers }, body: order };
}

/** 202: Temporal has the order and will finish it. */
export function acceptedAnswer(order: Order, headers: Record<string, string> = {}): Answer {
  return { status: 202, headers: { Location: locationOf(order.id), ...headers }, body: order };
}
