import type { StockLevel } from '../../../domain/ports/inventory.ts';
import type { Representation } from '../../preconditions.ts';

/** All that is told of a SKU's stock follows from the two numbers: two answers with one tag are alike, byte for byte. */
export function representationOf({ onHand, reserved }: StockLevel): Representation {
  return { etag: `"${onHand}-${reserved}"` };
}
