import fc from 'fast-check';
import { effectOf } from '../../../domain/attention.ts';
import { planParcels } from '../../../domain/fulfilment-planner.ts';
import { shipmentIdOf } from '../../../domain/identifiers.ts';
import { lineCancelChange, planLineCancel } from '../../../domain/line-cancel.ts';
import { dueCents, paidFor } from '../../../domain/line-money.ts';
import { applyChange } from '../../../domain/order-change.ts';
import { withShipment } from '../../../domain/order-quantities.ts';
import { createdOrder, type Order, type OrderRequest } from '../../../domain/order.ts';
import { newRefund, refundOfShipment } from '../../../domain/refund.ts';
import { awaitingCapture, captureOfShipment, isLastCapture, withCaptureStatus } from '../../../domain/shipment-capture.ts';
import type { Shipment } from '../../../domain/shipment.ts';
import { waitingFor } from '../../../domain/waiting.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-01T00:00:00.000Z';
const ID = '01234567-89ab-8def-8123-456789abcdef';
const place = (n: number) => shipmentIdOf(ID, n);
const line = (quantity: number, priceCents: number) => ({ sku: 'A', quantity, priceCents });

/** Authorised, and booked in parcels of so many units. */
function booked(items: OrderRequest['items'], size: number, over: Partial<OrderRequest> = {}): Order {
  const created = createdOrder(ID, request({ items, ...over }), AT);
  const payment = { ...created.payment, status: 'authorised' as const, authorisedCents: created.totalCents };
  const shipments = planParcels(size)(created).map((lines, index): Shipment => ({
    shipmentId: place(index + 1),
    trackingNumber: 't',
    status: 'booked',
    lines,
    bookedAt: AT,
  }));
  return { ...created, status: 'FULFILLING', payment, shipments };
}

function leaves(order: Order, n: number): Order {
  const shipment = order.shipments.find(({ shipmentId }) => shipmentId === place(n));
  if (!shipment) throw new Error(`there is no parcel ${n}`);
  const capture = captureOfShipment(order, shipment);
  return { ...order, shipments: withShipment(order, place(n), { status: 'picked_up', pickedUpAt: AT, capture }) };
}

function isCaptured(order: Order, n: number): Order {
  const amountCents = captureOf(order, n)?.amountCents ?? 0;
  const payment = { ...order.payment, capturedCents: order.payment.capturedCents + amountCents };
  return { ...order, payment, shipments: withCaptureStatus(order, place(n), 'captured') };
}

const captureOf = (order: Order, n: number) => order.shipments.find(({ shipmentId }) => shipmentId === place(n))?.capture;
const CASE_5 = [line(2, 1000), line(1, 999)];

describe('what a parcel takes', () => {
  it('is what its units cost, from the front of their line, and with the first what is of no line', () => {
    const adjustments: OrderRequest['adjustments'] = [
      { type: 'discount', amountCents: -100 },
      { type: 'shipping', amountCents: 500 },
    ];
    const order = booked([line(3, 1000)], 1, { adjustments });
    const left = leaves(leaves(leaves(order, 3), 1), 2);
    expect([3, 1, 2].map((n) => captureOf(left, n)?.amountCents)).toEqual([1467, 967, 966]);
    expect(captureOf(left, 3)).toEqual({
      status: 'pending',
      amountCents: 1467,
      lines: [{ lineId: 'line_1', amountCents: 967 }],
      ownCents: 500,
    });
  });

  it('is nothing to ask the provider for where it is free', () => {
    expect(captureOf(leaves(booked([line(1, 0), line(1, 5)], 1), 1), 1)).toEqual({ status: 'captured', amountCents: 0, lines: [] });
  });

  it('is together what is due, whatever is cancelled meanwhile and in whichever order parcels leave', () => {
    const items = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 7 }), priceCents: fc.integer({ min: 0, max: 999 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    const steps = fc.array(fc.record({ leaves: fc.boolean(), pick: fc.nat(99), quantity: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 14,
    });
    const own = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(items, steps, fc.integer({ min: 1, max: 4 }), own, own, (ordered, sequence, size, shipping, discount) => {
        const cost = ordered.reduce((sum, each) => sum + each.quantity * each.priceCents, 0);
        const adjustments: OrderRequest['adjustments'] = [
          { type: 'shipping', amountCents: shipping },
          { type: 'discount', amountCents: -Math.min(discount, cost) },
        ];
        let order = booked(
          ordered.map((each) => ({ sku: 'A', ...each })),
          size,
          { adjustments },
        );
        for (const step of sequence) order = step.leaves ? anyLeaves(order, step.pick) : anyCancelled(order, step);
        while (order.shipments.some(({ status }) => status === 'booked')) order = anyLeaves(order, 0);
        const captures = order.shipments.flatMap(({ capture }) => capture ?? []);
        expect(captures.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(dueCents(order));
        for (const each of order.items) {
          const parts = captures.flatMap(({ lines }) => lines.filter(({ lineId }) => lineId === each.lineId));
          expect(parts.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(paidFor(each));
        }
      }),
    );
  });
});

/** One of the parcels that are here. */
function anyLeaves(order: Order, pick: number): Order {
  const here = order.shipments.flatMap(({ status }, index) => (status === 'booked' ? [index + 1] : []));
  const n = here[pick % here.length];
  return n === undefined ? order : leaves(order, n);
}

/** Some units of a line; what is let go with them is booked again. */
function anyCancelled(order: Order, { pick, quantity }: { pick: number; quantity: number }): Order {
  const lineId = order.items[pick % order.items.length]?.lineId ?? '';
  const items = [{ lineId, quantity }];
  try {
    if (order.status !== 'FULFILLING' || planLineCancel(order, items).isWhole) return order;
  } catch {
    return order;
  }
  const { order: after } = applyChange(order, lineCancelChange(order, items, 'The test says so.'), AT);
  const again = planParcels(2)(after).map((lines, index): Shipment => ({
    shipmentId: place(after.shipments.length + index + 1),
    trackingNumber: 't',
    status: 'booked',
    lines,
    bookedAt: AT,
  }));
  return { ...after, shipments: [...after.shipments, ...again] };
}

describe('an order of which one parcel of two is captured (case 5)', () => {
  const order = isCaptured(leaves(booked(CASE_5, 2), 1), 1);

  it('owes nothing for what is cancelled of the other: less is captured', () => {
    const { order: after } = applyChange(order, lineCancelChange(order, [{ lineId: 'line_2', quantity: 1 }], 'x'), AT);
    expect([after.status, dueCents(after), after.items[1]?.cancelledBeforeCapture]).toEqual(['SHIPPED', 2000, 1]);
  });

  it('gives back what was captured, by line and as a whole, and no more', () => {
    const asked = (what: object) => () => newRefund(order, 're_1', { reason: 'late', ...what }, AT).amountCents;
    expect(asked({ items: [{ lineId: 'line_1', quantity: 2 }] })()).toBe(2000);
    expect(asked({})()).toBe(2000);
    expect(asked({ items: [{ lineId: 'line_2', quantity: 1 }] })).toThrow(expect.objectContaining({ code: 'REFUND_TOO_LARGE' }));
    expect(asked({ amountCents: 2001 })).toThrow(expect.objectContaining({ code: 'REFUND_TOO_LARGE' }));
  });

  it('waits for the carrier, and for the payment provider only while a parcel that left is not captured', () => {
    expect(waitingFor(order)?.what).toBe('carrier');
    const both = leaves(order, 2);
    expect([waitingFor(both)?.what, awaitingCapture(both).map(({ shipmentId }) => shipmentId)]).toEqual(['payment_provider', [place(2)]]);
  });

  it('takes the last capture for the last only when everything has left and the others are settled', () => {
    expect(isLastCapture(order, place(1))).toBe(false);
    expect(isLastCapture(leaves(order, 2), place(2))).toBe(true);
    const nothingTaken = leaves(leaves(booked(CASE_5, 2), 1), 2);
    expect([1, 2].map((n) => isLastCapture(nothingTaken, place(n)))).toEqual([false, false]);
  });
});

describe('a parcel whose money is written off', () => {
  const order = leaves(isCaptured(leaves(booked(CASE_5, 2), 1), 1), 2);
  const effect = effectOf('CAPTURE_DECLINED', 'write_off', order, { shipmentId: place(2) }, { at: AT, backorderUntil: AT });
  const after = { ...order, ...effect } as Order;

  it('counts as given up, once, and the other stays paid', () => {
    expect(after.payment).toMatchObject({ capturedCents: 2000, writtenOffCents: 999 });
    expect(captureOf(after, 2)?.status).toBe('written_off');
    expect(effectOf('CAPTURE_DECLINED', 'write_off', after, { shipmentId: place(2) }, { at: AT, backorderUntil: AT })).toEqual({});
  });

  it('gives nobody money back that was never paid', () => {
    const refund = { refundId: 're_1', reason: 'lost', at: AT };
    expect(refundOfShipment(after, place(2), refund)).toBeUndefined();
    expect(refundOfShipment(after, place(1), refund)).toMatchObject({ amountCents: 2000 });
  });
});
