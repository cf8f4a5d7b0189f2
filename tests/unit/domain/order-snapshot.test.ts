import { newOrder, type Order, type Refund } from '../../../domain/order.ts';
import {
  asCarriedBy,
  bytesOf,
  MOST_REQUEST_BYTES,
  MOST_SNAPSHOT_BYTES,
  type OrderSnapshot,
  snapshotText,
} from '../../../domain/order-snapshot.ts';
import type { Shipment } from '../../../domain/shipment.ts';
import { request } from '../../support/orders.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const ID = '01234567-89ab-8def-8123-456789abcdef';

function orderOf({ lines = 100, sku = 'SKU', refunds = 0 }: { lines?: number; sku?: string; refunds?: number } = {}): Order {
  const items = Array.from({ length: lines }, () => ({ sku, quantity: 1_000_000, priceCents: 1999 }));
  const order = newOrder(ID, request({ items }), NOW);
  return { ...order, refunds: Array.from({ length: refunds }, (_, n) => refundOf(order, `re_${n}`)) };
}

function refundOf({ items }: Order, refundId: string, reason = 'arrived scratched'): Refund {
  const lines = items.map(({ lineId }) => ({ lineId, amountCents: 9_007_199_254_740, quantity: 1_000_000 }));
  return { refundId, status: 'pending', amountCents: 100, lines, reason, createdAt: NOW, settledAt: NOW, elsewhere: true };
}

function shipmentOf({ items }: Order, place = 1): Shipment {
  const lines = items.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const instants = { bookedAt: NOW, pickedUpAt: NOW, deliveredAt: NOW, returnedAt: NOW, settledAt: NOW };
  return { shipmentId: `ship_${ID}_${place}`, trackingNumber: 'SIM0123456789', status: 'picked_up', lines, ...instants };
}

function snapshotOf(order: Order, before?: Order): OrderSnapshot {
  const text = snapshotText(order, before);
  expect(bytesOf(text)).toBeLessThanOrEqual(MOST_SNAPSHOT_BYTES);
  return JSON.parse(text) as OrderSnapshot;
}

describe('the snapshot of an order', () => {
  it('is the whole order as long as it is small enough', () => {
    const order = orderOf({ refunds: 6 });
    expect(snapshotText(order)).toBe(JSON.stringify(order));
  });

  it('counts bytes, not characters', () => {
    const order = orderOf({ lines: 60, sku: '箱'.repeat(90), refunds: 10 });
    expect(JSON.stringify(order).length).toBeLessThan(MOST_SNAPSHOT_BYTES);
    expect(snapshotOf(order, order).omitted?.refunds).toBeGreaterThan(0);
  });

  it('has the newest of sixty refunds on a hundred lines, and says how many it leaves out', () => {
    const order = orderOf({ refunds: 60 });
    const { refunds, omitted, ...rest } = snapshotOf(order, { ...order, refunds: order.refunds.slice(0, -1) });
    const { refunds: all, ...whole } = order;
    expect(rest).toEqual(whole);
    expect(refunds.length).toBeGreaterThanOrEqual(6);
    expect(refunds).toEqual(all.slice(-refunds.length));
    expect(omitted).toEqual({ refunds: 60 - refunds.length, shipments: 0 });
  });

  it('has the refund that the change touched, however old it is', () => {
    const before = orderOf({ refunds: 60 });
    const settled = { ...refundOf(before, 're_0'), status: 'succeeded' as const };
    const { refunds } = snapshotOf({ ...before, refunds: before.refunds.with(0, settled) }, before);
    expect(refunds[0]).toEqual(settled);
    expect(refunds.at(-1)).toEqual(before.refunds.at(-1));
  });

  it('leaves out parcels only when it has no refund to leave out', () => {
    const order = orderOf({ refunds: 60 });
    const shipments = Array.from({ length: 8 }, (_, n) => shipmentOf(order, n + 1));
    const before = { ...order, shipments };
    expect(snapshotOf(before, before)).toMatchObject({ shipments, omitted: { shipments: 0 } });
    const many = { ...before, refunds: [], shipments: Array.from({ length: 30 }, (_, n) => shipmentOf(order, n + 1)) };
    expect(snapshotOf(many, many).shipments.at(-1)).toEqual(many.shipments.at(-1));
    expect(snapshotOf(many, many).omitted?.shipments).toBeGreaterThan(0);
  });

  it('has room for the largest order that is accepted, its parcel, what was done last, and why', () => {
    const long = '\u0001'.repeat(500);
    const { items, ...order } = orderOf();
    const filler = 'x'.repeat(
      MOST_REQUEST_BYTES - bytesOf(JSON.stringify(request({ items: items.map(({ lineId: _, ...item }) => item) }))),
    );
    const largest: Order = {
      ...order,
      items: items.map((line) => ({ ...line, netCents: 90_071_992_547_409 })),
      metadata: { filler },
      reason: { code: 'carrier_refused', text: long },
      needsAttention: { since: NOW, code: 'CARRIER_SILENT', text: long.slice(300), choices: ['retry_now', 'cancel', 'keep_waiting'] },
    };
    const before = { ...largest, shipments: [shipmentOf(largest)] };
    const after = {
      ...before,
      refunds: [{ ...refundOf(before, 're_01234567-89ab-8def-8123-456789abcdef', long), ownCents: 9_007_199_254_740 }],
    };
    expect(snapshotOf(after, before)).toEqual(after);
  });
});

describe('an order, as a snapshot of it carries it', () => {
  const order = orderOf({ refunds: 60 });
  const snapshot = snapshotOf(order, order);

  it('is that snapshot, when nothing has changed since', () => {
    expect(asCarriedBy(snapshot, order)).toEqual(snapshot);
  });

  it('differs when a refund came or went, whether the snapshot carries it or not', () => {
    for (const refunds of [order.refunds.slice(1), order.refunds.slice(0, -1), [...order.refunds, refundOf(order, 're_60')]])
      expect(asCarriedBy(snapshot, { ...order, refunds })).not.toEqual(snapshot);
  });
});
