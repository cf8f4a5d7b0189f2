import fc from 'fast-check';
import { MOST_PARCELS, planOneParcel, planParcels } from '../../../domain/fulfilment-planner.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import {
  hasAnythingLeft,
  hasEverythingLeft,
  isEverythingBack,
  isEveryShipmentSettled,
  liveShipments,
  quantitiesBySku,
  unbookedLines,
} from '../../../domain/order-quantities.ts';
import { SHIPMENT_STATUSES, type Shipment } from '../../../domain/shipment.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-01T00:00:00.000Z';
const made = newOrder('abc', request({ items: [3, 2].map((quantity) => ({ sku: 'SKU', quantity, priceCents: 100 })) }), AT);
const shipment = (place: number, status: Shipment['status'], lines: Shipment['lines'], over: Partial<Shipment> = {}): Shipment => ({
  shipmentId: `ship_abc_${place}`,
  trackingNumber: 'T',
  status,
  lines,
  bookedAt: AT,
  ...over,
});
const withShipments = (...shipments: Shipment[]): Order => ({ ...made, shipments });
const FIRST = [{ lineId: 'line_1', quantity: 3 }];
const SECOND = [{ lineId: 'line_2', quantity: 2 }];

describe('what of an order is where', () => {
  it('is unbooked while no live shipment holds it', () => {
    expect(unbookedLines(withShipments())).toEqual([...FIRST, ...SECOND]);
    expect(unbookedLines(withShipments(shipment(1, 'booked', [{ lineId: 'line_1', quantity: 1 }])))).toEqual([
      { lineId: 'line_1', quantity: 2 },
      ...SECOND,
    ]);
    expect(unbookedLines(withShipments(shipment(1, 'cancelled', FIRST), shipment(2, 'booked', [...FIRST, ...SECOND])))).toEqual([]);
  });

  it('has left as a whole only when every unit is in a parcel that left', () => {
    expect(hasEverythingLeft(withShipments())).toBe(false);
    expect(hasEverythingLeft(withShipments(shipment(1, 'picked_up', FIRST)))).toBe(false);
    expect(hasEverythingLeft(withShipments(shipment(1, 'picked_up', FIRST), shipment(2, 'booked', SECOND)))).toBe(false);
    expect(hasEverythingLeft(withShipments(shipment(1, 'picked_up', FIRST), shipment(2, 'lost', SECOND)))).toBe(true);
    expect(hasAnythingLeft(withShipments(shipment(1, 'cancelled', FIRST), shipment(2, 'booked', SECOND)))).toBe(false);
  });

  it('is settled when each parcel arrived, or was given up by a person', () => {
    const delivered = shipment(1, 'delivered', FIRST);
    expect(isEveryShipmentSettled(withShipments(delivered, shipment(2, 'lost', SECOND)))).toBe(false);
    expect(isEveryShipmentSettled(withShipments(delivered, shipment(2, 'lost', SECOND, { settledAt: AT })))).toBe(true);
    expect(isEverythingBack(withShipments(delivered, shipment(2, 'returned', SECOND)))).toBe(false);
    expect(isEverythingBack(withShipments(shipment(1, 'returned', FIRST), shipment(2, 'returned', SECOND)))).toBe(true);
  });

  it('is planned into one parcel by the built-in planner, until nothing is left to book', () => {
    const statuses = fc.array(fc.constantFrom(...SHIPMENT_STATUSES), { maxLength: 4 });
    fc.assert(
      fc.property(statuses, (before) => {
        // Cancelled shipments held everything; a live one before the last holds a single unit.
        const shipments = before.map((status, index) => shipment(index + 1, status, [{ lineId: 'line_1', quantity: 1 }]));
        const order = withShipments(...shipments.slice(0, 3));
        const [lines] = planOneParcel(order);
        const next = withShipments(...order.shipments, shipment(9, 'booked', lines ?? []));
        expect(unbookedLines(next)).toEqual([]);
        expect(planOneParcel(next)).toEqual([]);
        const booked = liveShipments(next).flatMap((live) => live.lines);
        const total = booked.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(total).toBe([...quantitiesBySku(made.items).values()].reduce((sum, quantity) => sum + quantity, 0));
      }),
    );
  });

  it('is planned into parcels of so many units at most, lines in their order, none of them short but the last', () => {
    const size = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), size, (quantities, most) => {
        const items = quantities.map((quantity, index) => ({ lineId: `line_${index + 1}`, sku: 'A', quantity, priceCents: 1 }));
        const parcels = planParcels(most)({ ...made, items });
        const units = parcels.map((lines) => lines.reduce((sum, { quantity }) => sum + quantity, 0));
        const all = quantities.reduce((sum, quantity) => sum + quantity, 0);
        const held = Math.max(most, Math.ceil(all / MOST_PARCELS));
        expect(units).toEqual([...Array<number>(Math.ceil(all / held) - 1).fill(held), all - held * (Math.ceil(all / held) - 1)]);
        expect(parcels.length).toBeLessThanOrEqual(MOST_PARCELS);
        expect(
          [...Map.groupBy(parcels.flat(), ({ lineId }) => lineId).values()].map((parts) =>
            parts.reduce((sum, { quantity }) => sum + quantity, 0),
          ),
        ).toEqual(quantities);
        expect(parcels.flat().map(({ lineId }) => lineId)).toEqual(
          parcels
            .flat()
            .map(({ lineId }) => lineId)
            .toSorted(),
        );
      }),
    );
  });

  it('is planned for what is not booked yet, the next parcel first', () => {
    const next = planParcels(2)(withShipments(shipment(1, 'booked', [{ lineId: 'line_1', quantity: 1 }])));
    const [first, ...rest] = next;
    expect(
      planParcels(2)(withShipments(shipment(1, 'booked', [{ lineId: 'line_1', quantity: 1 }]), shipment(2, 'booked', first ?? []))),
    ).toEqual(rest);
  });
});
