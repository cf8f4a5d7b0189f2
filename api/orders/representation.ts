import { createHash } from 'node:crypto';
import { waitingFor, type OrderView } from '../../domain/waiting.ts';
import { etagOf } from '../etag.ts';
import type { Representation } from '../preconditions.ts';

/** An order that is not written yet is there, and has no tag. */
export function representationOf(order: OrderView): Representation {
  return order.version === 0 ? {} : { etag: etagOf(order.version, variantOf(order)) };
}

/** What is told beyond the row changes without a version: such an answer has a tag of its own. */
function variantOf(order: OrderView): string | undefined {
  const told = JSON.stringify(order.waitingFor);
  if (told === undefined || told === JSON.stringify(waitingFor(order))) return undefined;
  return createHash('sha256').update(told).digest('base64url').slice(0, 8);
}
