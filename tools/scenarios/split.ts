import type { PlacedOrder } from './placed-order.ts';
import { COMPLETED } from './end.ts';
import { mustEqual } from './must.ts';
import type { Scenario } from './scenario.ts';

const TWO_PARCELS = {
  lines: [
    { product: 'A', quantity: 8, priceCents: 250 },
    { product: 'B', quantity: 4, priceCents: 501 },
  ],
  needs: 'small_parcels',
} as const satisfies Partial<Scenario>;

async function parcelsOf(order: PlacedOrder) {
  const { shipments } = await order.atItsEnd();
  return shipments.map(({ status, lines }) => [status, ...lines.map(({ quantity }) => quantity)]);
}

/** Orders that travel in several parcels. */
export const split: readonly Scenario[] = [
  {
    ...TWO_PARCELS,
    name: 'in two parcels',
    description: 'Twelve units travel ten and two; it is SHIPPED when both left, and DELIVERED when both arrived.',
    meanwhile: async (order) =>
      mustEqual('the parcels', await parcelsOf(order), [
        ['delivered', 8, 2],
        ['delivered', 2],
      ]),
    ends: COMPLETED,
  },
  {
    ...TWO_PARCELS,
    name: 'one of two parcels found',
    description: 'The second of two parcels is lost and turns up; the order waits for it alone.',
    postalCode: 'OK/SIM-FOUND',
    ends: { ...COMPLETED, events: ['orders.needs_attention', 'orders.attention_resolved'] },
  },
];
