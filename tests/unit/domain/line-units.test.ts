import fc from 'fast-check';
import { RETURN_PLACES, UNIT_PLACES, unitsOf, type LineUnits } from '../../../domain/line-units.ts';
import { ORDER_STATUSES, type OrderStatus } from '../../../domain/order-status.ts';
import { SHIPMENT_STATUSES, type Shipment } from '../../../domain/shipment.ts';

const at = '2026-01-01T00:00:00.000Z';
const line = { lineId: 'line_1', quantity: 10 };
const parcel = (over: Partial<Shipment>): Shipment => ({
  shipmentId: 's',
  trackingNumber: 't',
  status: 'booked',
  lines: [
    { lineId: 'line_1', quantity: 4 },
    { lineId: 'line_2', quantity: 9 },
  ],
  bookedAt: at,
  ...over,
});
const places = (units: LineUnits) => Object.fromEntries(Object.entries(units).filter(([, count]) => count > 0));

describe('the units of a line', () => {
  it.each<[string, OrderStatus, Partial<Shipment>, Partial<LineUnits>]>([
    ['wait before anything is reserved', 'CREATED', { status: 'cancelled' }, { waiting: 10 }],
    ['are reserved while their parcel is here', 'FULFILLING', { status: 'booked' }, { reserved: 10 }],
    ['are on the way', 'FULFILLING', { status: 'picked_up' }, { onTheWay: 4, reserved: 6 }],
    ['are on the way while their loss is not settled', 'SHIPPED', { status: 'lost' }, { onTheWay: 4, reserved: 6 }],
    ['are lost once it is', 'COMPLETED', { status: 'lost', settledAt: at }, { lost: 4, reserved: 6 }],
    ['are delivered', 'DELIVERED', { status: 'delivered' }, { delivered: 4, reserved: 6 }],
    ['came back', 'RETURNED', { status: 'returned' }, { cameBack: 4, reserved: 6 }],
    ['are cancelled with the order', 'CANCELED', { status: 'cancelled' }, { cancelled: 10 }],
    ['are reserved until a cancel is done', 'CANCELING', { status: 'cancelled' }, { reserved: 10 }],
  ])('%s', (_title, status, over, expected) => {
    expect(places(unitsOf(line, { status, shipments: [parcel(over)] }))).toEqual(expected);
  });

  it('are each in one place, whatever the parcels', () => {
    const shipment = fc
      .record({ status: fc.constantFrom(...SHIPMENT_STATUSES), quantity: fc.integer({ min: 1, max: 9 }), isSettled: fc.boolean() })
      .map(({ status, quantity, isSettled }) =>
        parcel({ status, lines: [{ lineId: 'line_1', quantity }], ...(isSettled && { settledAt: at }) }),
      );
    fc.assert(
      fc.property(fc.constantFrom(...ORDER_STATUSES), fc.array(shipment, { maxLength: 5 }), (status, shipments) => {
        const units = unitsOf(line, { status, shipments });
        expect(Object.keys(units)).toEqual([...UNIT_PLACES, ...RETURN_PLACES]);
        expect(UNIT_PLACES.reduce((sum, place) => sum + units[place], 0)).toBe(line.quantity);
      }),
    );
  });
});
