import { captureIdOf, shipmentCaptureIdOf } from '../../../domain/identifiers.ts';
import type { Order } from '../../../domain/order.ts';
import type { ShipmentCapture } from '../../../domain/shipment.ts';
import type { Evidence, PaymentRow } from '../../chaos/verdict/evidence.ts';
import { moneyAgrees } from '../../chaos/verdict/money.ts';
import { deliveredOrder } from '../../support/delivered-order.ts';

/** Two lines in a parcel each. */
const whole = deliveredOrder({
  items: [
    { sku: 'A', quantity: 2, priceCents: 1000 },
    { sku: 'B', quantity: 1, priceCents: 999 },
  ],
});

function byParcel(statuses: readonly ShipmentCapture['status'][]): Order {
  const cents = [2000, 999];
  const shipments = whole.shipments.map((shipment, place) => {
    const amountCents = cents[place] ?? 0;
    return {
      ...shipment,
      capture: { status: statuses[place] ?? 'pending', amountCents, lines: [{ lineId: `line_${place + 1}`, amountCents }] },
    };
  });
  const sumOf = (status: string) => cents.reduce((sum, each, place) => (statuses[place] === status ? sum + each : sum), 0);
  return { ...whole, shipments, payment: { ...whole.payment, capturedCents: sumOf('captured'), writtenOffCents: sumOf('written_off') } };
}

function saidOf(order: Order, captures: PaymentRow['captures']): readonly string[] {
  const captured = Object.values(captures).reduce((sum, cents) => sum + cents, 0);
  const payment = { order_id: order.id, reference: `pay_${order.id}_1`, status: 'captured', captured, captures, refunded: 0 };
  const evidence = { histories: [{ id: order.id, script: 1, events: [], order }], payments: [payment] } as unknown as Evidence;
  return [...moneyAgrees(evidence)].map(({ says }) => says);
}

const ofWhole = captureIdOf(whole.id, 1);
const [first, second] = whole.shipments.map(({ shipmentId }) => shipmentCaptureIdOf(shipmentId)) as [string, string];

describe('the verdict on money', () => {
  it('wants the whole captured at once under the name of the order', () => {
    expect(saidOf(whole, { [ofWhole]: 2999 })).toEqual([]);
    expect(saidOf(whole, { [first]: 2000, [second]: 999 })).toHaveLength(1);
  });

  it('wants each parcel captured under its own name, for what it takes', () => {
    const order = byParcel(['captured', 'captured']);
    expect(saidOf(order, { [first]: 2000, [second]: 999 })).toEqual([]);
    expect(saidOf(order, { [first]: 1999, [second]: 1000 })).toHaveLength(1);
    expect(saidOf(order, { [ofWhole]: 2999 })).toHaveLength(1);
  });

  it('wants nothing captured of a parcel that was written off', () => {
    const order = byParcel(['captured', 'written_off']);
    expect(saidOf(order, { [first]: 2000 })).toEqual([]);
    expect(saidOf(order, { [first]: 2000, [second]: 999 })).toHaveLength(2);
  });
});
