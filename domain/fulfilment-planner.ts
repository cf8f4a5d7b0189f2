import { type LineQuantity, unbookedLines } from './order-quantities.ts';
import type { Order } from './order.ts';

/**
 * Decides which units travel together. It sees the order as its row is and answers what the shipments are to hold that are not
 * booked yet, the next one first. The same order gets the same answer: a booking that is repeated must hold what it held before.
 */
export type FulfilmentPlanner = (order: Order) => readonly (readonly LineQuantity[])[];

/** A larger order has larger parcels: each is a booking, a watch over the carrier and some events. */
export const MOST_PARCELS = 100;

/** At most so many units in a parcel, lines in their order; 0: everything that is not booked yet in one. */
export function planParcels(mostUnits: number): FulfilmentPlanner {
  return (order) => {
    const rest = unbookedLines(order);
    if (rest.length === 0) return [];
    return mostUnits === 0 ? [rest] : filled(rest, Math.max(mostUnits, Math.ceil(unitsIn(order.items) / MOST_PARCELS)));
  };
}

export const planOneParcel = planParcels(0);

function filled(lines: readonly LineQuantity[], size: number): LineQuantity[][] {
  const parcels: LineQuantity[][] = [];
  let room = 0;
  for (const { lineId, quantity } of lines) {
    for (let left = quantity; left > 0;) {
      if (room === 0) {
        parcels.push([]);
        room = size;
      }
      const units = Math.min(left, room);
      parcels.at(-1)?.push({ lineId, quantity: units });
      left -= units;
      room -= units;
    }
  }
  return parcels;
}

function unitsIn(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
