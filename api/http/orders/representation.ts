import type { Order } from '../../../domain/order.ts';
import { etagOf } from '../etag.ts';
import type { Representation } from '../preconditions.ts';

/** An order that is not written yet is there, and has no tag. */
export function representationOf({ version }: Order): Representation {
  return version === 0 ? {} : { etag: etagOf(version) };
}
