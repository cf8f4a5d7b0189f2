import { createHash } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import type { OrderView } from '../../domain/order-view.ts';
import { waitingFor } from '../../domain/waiting.ts';
import { etagOf } from '../etag.ts';
import type { Representation } from '../preconditions.ts';

/** What decides of an order how it is shown. */
type Shown = Order & Pick<OrderView, 'waitingFor'>;

/** An order that is not written yet is there, and has no tag. */
export function representationOf(order: Shown): Representation {
  return order.version === 0 ? {} : { etag: etagOf(order.version, variantOf(order)) };
}

/** What is told beyond the row changes without a version: such an answer has a tag of its own. */
function variantOf(order: Shown): string | undefined {
  const told = JSON.stringify(order.waitingFor);
  if (told === undefined || told === JSON.stringify(waitingFor(order))) return undefined;
  return createHash('sha256').update(told).digest('base64url').slice(0, 8);
}
