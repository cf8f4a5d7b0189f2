import fc from 'fast-check';
import { planParcels } from '../../../domain/fulfilment-planner.ts';
import { lineCancelChange, planLineCancel } from '../../../domain/line-cancel.ts';
import { costOfUnits, dueCents, netOf } from '../../../domain/line-money.ts';
import { unitsOf } from '../../../domain/line-units.ts';
import { applyChange } from '../../../domain/order-change.ts';
import { createdOrder, type Order, type OrderRequest } from '../../../domain/order.ts';
import { newRefund, refundOfCancelled } from '../../../domain/refund.ts';
import { shipmentIdOf } from '../../../domain/identifiers.ts';
import type { Shipment } from '../../../domain/shipment.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-01T00:00:00.000Z';
const ID = '01234567-89ab-8def-8123-456789abcdef';

function paid(items: OrderRequest['items'], over: Partial<OrderRequest> = {}): Order {
  const created = createdOrder(ID, request({ items, ...over }), AT);
  const payment = { ...created.payment, status: 'authorised' as const, authorisedCents: created.totalCents };
  return { ...created, status: 'CONFIRMED', payment };
}

/** Booked in parcels of so many units. */
function booked(order: Order, size: number): Order {
  const shipments = planParcels(size)(order).map((lines, index): Shipment => ({
    shipmentId: shipmentIdOf(ID, index + 1),
    trackingNumber: 't',
    status: 'booked',
    lines,
    bookedAt: AT,
  }));
  return { ...order, status: 'FULFILLING', shipments };
}

/** The parcels of these places have left, and all was captured. */
function left(order: Order, ...places: number[]): Order {
  const shipments = order.shipments.map((each, index) => (places.includes(index + 1) ? { ...each, status: 'picked_up' as const } : each));
  return { ...order, shipments, payment: { ...order.payment, status: 'captured', capturedCents: order.totalCents } };
}

const line = (quantity: number, priceCents: number) => ({ sku: 'A', quantity, priceCents });
const of = (quantities: Readonly<Record<string, number>>) => Object.entries(quantities).map(([lineId, quantity]) => ({ lineId, quantity }));
const cancelled = (order: Order, quantities: Readonly<Record<string, number>>) =>
  applyChange(order, lineCancelChange(order, of(quantities), 'The test says so.'), AT).order;

describe('a cancel of lines', () => {
  it('asks the carrier for the parcels that were booked last, and for none as long as units are in no parcel', () => {
    const order = booked(paid([line(6, 100), line(2, 100)]), 2);
    const ids = (quantities: Readonly<Record<string, number>>) =>
      planLineCancel(order, of(quantities)).shipments.map((each) => each.shipmentId);
    expect(ids({ line_1: 1 })).toEqual([shipmentIdOf(ID, 3)]);
    expect(ids({ line_1: 3, line_2: 1 })).toEqual([shipmentIdOf(ID, 3), shipmentIdOf(ID, 2), shipmentIdOf(ID, 4)]);
    const half = { ...order, shipments: order.shipments.slice(0, 2) };
    expect(planLineCancel(half, of({ line_1: 2, line_2: 2 })).shipments).toEqual([]);
  });

  it('is of the whole order where nothing would be left and nothing has left', () => {
    const order = booked(paid([line(2, 100), line(1, 100)]), 2);
    expect(planLineCancel(order, of({ line_1: 2, line_2: 1 })).isWhole).toBe(true);
    expect(planLineCancel(order, of({ line_1: 2 })).isWhole).toBe(false);
    expect(planLineCancel(left(order, 1), of({ line_2: 1 })).isWhole).toBe(false);
  });

  it.each([
    ['a line that there is not', { line_9: 1 }, 'INVALID_REQUEST'],
    ['more than was ordered', { line_1: 3 }, 'INVALID_REQUEST'],
    ['what has left', { line_1: 1 }, 'LINES_NOT_CANCELLABLE'],
    ['more than is left', { line_2: 2 }, 'LINES_NOT_CANCELLABLE'],
  ])('of %s is refused', (_title, quantities, code) => {
    const order = cancelled(left(booked(paid([line(2, 100), line(2, 100)]), 2), 1), { line_2: 1 });
    expect(() => planLineCancel(order, of(quantities))).toThrow(expect.objectContaining({ code }));
  });

  it.each(['SHIPPED', 'COMPLETED', 'REJECTED', 'CANCELED', 'CANCELING'] as const)('of an order that is %s is refused', (status) => {
    const order = { ...paid([line(2, 100)]), status };
    expect(() => planLineCancel(order, of({ line_1: 1 }))).toThrow(expect.objectContaining({ code: 'LINES_NOT_CANCELLABLE' }));
  });

  it('that comes twice in one body is refused', () => {
    const twice = [...of({ line_1: 1 }), ...of({ line_1: 1 })];
    expect(() => planLineCancel(paid([line(2, 100)]), twice)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('what a cancel after the capture gives back', () => {
  it('is no more than other refunds have left of the line (case 4)', () => {
    const order = left(booked(paid([line(1, 772), line(1, 500)]), 1), 1);
    const refund = newRefund(order, 're_1', { amountCents: 500, reason: 'late' }, AT);
    expect(refund.lines).toEqual([
      { lineId: 'line_1', amountCents: 303 },
      { lineId: 'line_2', amountCents: 197 },
    ]);
    const after = cancelled(
      { ...order, refunds: [{ ...refund, status: 'succeeded' }], payment: { ...order.payment, refundedCents: 500 } },
      { line_2: 1 },
    );
    const back = refundOfCancelled(after, { refundId: `re_${ID}_cancelled_1`, reason: 'cancelled', at: AT });
    expect(back).toMatchObject({ amountCents: 303, lines: [{ lineId: 'line_2', amountCents: 303, quantity: 1 }] });
    const settled = {
      ...after,
      refunds: [...after.refunds, { ...back, status: 'succeeded' } as (typeof after.refunds)[number]],
      payment: { ...after.payment, refundedCents: 803 },
    };
    expect(refundOfCancelled(settled, { refundId: `re_${ID}_cancelled_2`, reason: 'cancelled', at: AT })).toBeUndefined();
    const asked = (amountCents: number) => () => newRefund(settled, 're_2', { amountCents, reason: 'rest' }, AT);
    expect(asked(470)).toThrow(expect.objectContaining({ code: 'REFUND_TOO_LARGE' }));
    expect(asked(469)().amountCents).toBe(469);
  });
});

describe('units and money of lines of which some are cancelled', () => {
  const items = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), priceCents: fc.integer({ min: 1, max: 999 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  const steps = fc.array(fc.record({ place: fc.nat(3), quantity: fc.integer({ min: 1, max: 4 }), leaves: fc.boolean() }), {
    maxLength: 12,
  });

  it('agree with a count unit by unit, whatever is cancelled before and after parcels left', () => {
    fc.assert(
      fc.property(items, steps, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 50 }), (ordered, sequence, size, discount) => {
        const adjustments = discount > 0 ? [{ type: 'discount' as const, amountCents: -discount }] : [];
        const cost = ordered.reduce((sum, each) => sum + each.quantity * each.priceCents, 0);
        if (discount > cost) return;
        let order = booked(
          paid(
            ordered.map((each) => ({ sku: 'A', ...each })),
            { adjustments },
          ),
          size,
        );
        // A price for each unit, those that are still to be paid, and how many are not cancelled.
        const prices = order.items.map((each) =>
          Array.from({ length: each.quantity }, (_, unit) => costOfUnits(each, unit + 1) - costOfUnits(each, unit)),
        );
        const kept = ordered.map(({ quantity }) => quantity);
        expect(prices.map((all) => all.reduce((sum, cents) => sum + cents, 0))).toEqual(order.items.map(netOf));
        for (const { place, quantity, leaves } of sequence) {
          const waiting = order.shipments.findIndex(({ status }) => status === 'booked');
          if (leaves && waiting >= 0)
            order = left(
              order,
              ...order.shipments.flatMap((each, index) => (each.status === 'picked_up' || index === waiting ? [index + 1] : [])),
            );
          const lineId = order.items[place % order.items.length]?.lineId ?? '';
          const plan = tried(() => planLineCancel(order, [{ lineId, quantity }]));
          if (!plan || plan.isWhole || order.status !== 'FULFILLING') continue;
          const wasCaptured = order.shipments.some(({ status }) => status === 'picked_up');
          order = cancelled(order, { [lineId]: quantity });
          const index = place % order.items.length;
          kept[index] = (kept[index] ?? 0) - quantity;
          if (!wasCaptured) prices[index]?.splice(-quantity);
        }
        expect(dueCents(order)).toBe(prices.flat().reduce((sum, cents) => sum + cents, 0));
        const units = order.items.map((each) => unitsOf(each, order));
        expect(units.map(({ cancelled: gone, reserved, onTheWay }) => [gone, reserved + onTheWay])).toEqual(
          order.items.map(({ quantity }, index) => [quantity - (kept[index] ?? 0), kept[index]]),
        );
      }),
    );
  });
});

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
