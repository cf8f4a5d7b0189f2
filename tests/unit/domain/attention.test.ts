import { ATTENTION_CODES, ATTENTION_TABLE, choicesFor, effectOf } from '../../../domain/attention.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import { request } from '../../support/orders.ts';

const AT = '2026-01-02T00:00:00.000Z';
const TIMES = { at: AT, backorderUntil: '2026-02-01T00:00:00.000Z' };
const shipment = (place: number) => ({
  shipmentId: `ship_abc_${place}`,
  trackingNumber: `T${place}`,
  status: 'picked_up' as const,
  lines: [{ lineId: 'line_1', quantity: 1 }],
  bookedAt: AT,
});
const made = newOrder('abc', request(), AT);
const order: Order = {
  ...made,
  status: 'SHIPPED',
  version: 4,
  shipments: [shipment(1), shipment(2)],
  payment: { ...made.payment, status: 'captured', authorisedCents: made.totalCents, capturedCents: 1000 },
};

describe('the table of what people are asked', () => {
  it('offers what fits the moment, in the order in which people read it', () => {
    const offered = (code: (typeof ATTENTION_CODES)[number], situation: Parameters<typeof choicesFor>[1]) => choicesFor(code, situation);
    expect(offered('CARRIER_UNAVAILABLE', { cancelRule: 'asks_carrier' })).toEqual(['retry_now', 'cancel']);
    expect(offered('PAYMENT_PROVIDER_UNAVAILABLE', { cancelRule: 'asks_carrier' })).toEqual(['retry_now', 'cancel']);
    expect(offered('PAYMENT_PROVIDER_UNAVAILABLE', { cancelRule: 'too_late' })).toEqual(['retry_now']);
    expect(offered('UNDO_FAILING', { cancelRule: 'done' })).toEqual(['retry_now']);
    expect(offered('CARRIER_SILENT', { cancelRule: 'asks_carrier', shipmentStatus: 'booked' })).toEqual(['keep_waiting', 'cancel']);
    expect(offered('CARRIER_SILENT', { cancelRule: 'too_late', shipmentStatus: 'booked' })).toEqual(['keep_waiting']);
    expect(offered('CARRIER_SILENT', { cancelRule: 'too_late', shipmentStatus: 'picked_up' })).toEqual([
      'keep_waiting',
      'mark_delivered',
      'mark_lost',
    ]);
    expect(offered('CARRIER_SILENT', { cancelRule: 'too_late', shipmentStatus: 'returning' })).toEqual([
      'keep_waiting',
      'mark_returned',
      'mark_lost',
    ]);
    expect(offered('PARCEL_LOST', { cancelRule: 'too_late', shipmentStatus: 'lost' })).toEqual(['refund', 'keep_waiting']);
    expect(offered('BACKORDER_OVERDUE', { cancelRule: 'wins' })).toEqual(['keep_waiting', 'drop_missing', 'cancel']);
    expect(offered('CAPTURE_DECLINED', { cancelRule: 'too_late' })).toEqual(['retry_capture', 'write_off']);
    expect(offered('REFUND_DECLINED', { cancelRule: 'too_late' })).toEqual(['retry_refund', 'refunded_elsewhere']);
  });

  it('always leaves a person something to choose', () => {
    for (const code of ATTENTION_CODES) expect(Object.keys(ATTENTION_TABLE[code]).length).toBeGreaterThan(0);
  });

  it('changes the shipment in question and no other', () => {
    const subject = { shipmentId: 'ship_abc_2' };
    expect(effectOf('CARRIER_SILENT', 'mark_delivered', order, subject, TIMES).shipments).toEqual([
      shipment(1),
      { ...shipment(2), status: 'delivered', deliveredAt: AT },
    ]);
    expect(effectOf('PARCEL_LOST', 'refund', order, subject, TIMES).shipments).toEqual([shipment(1), { ...shipment(2), settledAt: AT }]);
  });

  it('writes off what was not captured, and books as refunded what a person paid back', () => {
    expect(effectOf('CAPTURE_DECLINED', 'write_off', order, {}, TIMES).payment?.writtenOffCents).toBe(made.totalCents - 1000);
    expect(effectOf('REFUND_DECLINED', 'refunded_elsewhere', order, {}, TIMES).payment?.refundedCents).toBe(1000);
  });

  it('waits for stock as long again, or no more', () => {
    expect(effectOf('BACKORDER_OVERDUE', 'keep_waiting', order, {}, TIMES)).toEqual({ backorderUntil: TIMES.backorderUntil });
    expect(effectOf('BACKORDER_OVERDUE', 'drop_missing', order, {}, TIMES)).toEqual({ backorderUntil: null });
  });

  it('changes nothing for a choice that only the workflow acts on, or that there is not', () => {
    for (const choice of ['retry_now', 'cancel', 'toString', '__proto__', 'explode'])
      expect(effectOf('CARRIER_UNAVAILABLE', choice, order, {}, TIMES)).toEqual({});
  });
});
