import type { Hold } from './hold.ts';
import { dueCents, netOf } from './line-money.ts';
import { unitsOf, type LineUnits } from './line-units.ts';
import type { Order, OrderLine } from './order.ts';
import type { Adjustment } from './pricing.ts';
import type { Return } from './return.ts';
import type { WaitingFor } from './waiting.ts';

/** A line with what its readers would have to work out. */
export interface LineView extends OrderLine {
  readonly netCents: number;
  readonly units: LineUnits;
}

/** An order as the API's callers see it: with what follows from it, and is not kept. */
export interface OrderView extends Order {
  readonly items: readonly LineView[];
  readonly adjustments: readonly Adjustment[];
  readonly holds: readonly Hold[];
  readonly returns: readonly Return[];
  readonly dueCents: number;
  readonly waitingFor?: WaitingFor;
}

export function viewOf(order: Order): OrderView {
  return {
    ...order,
    items: order.items.map((line) => ({ ...line, netCents: netOf(line), units: unitsOf(line, order) })),
    adjustments: order.adjustments ?? [],
    holds: order.holds ?? [],
    returns: order.returns ?? [],
    dueCents: dueCents(order),
  };
}
