import type { Order } from '../../../domain/order.ts';
import type { Return } from '../../../domain/return.ts';
import { STOCK } from '../../chaos/order-plan.ts';
import type { Told } from '../../chaos/record.ts';
import type { Evidence } from '../../chaos/verdict/evidence.ts';
import { parcelsAgree, stockAgrees } from '../../chaos/verdict/goods.ts';
import { deliveredOrder } from '../../support/delivered-order.ts';

const [sku] = Object.keys(STOCK) as [string];
const three = deliveredOrder({ items: [{ sku, quantity: 3, priceCents: 1000 }] });
const [parcel] = three.shipments;
const received: Return = {
  returnId: 'ret_1',
  status: 'closed',
  lines: [{ lineId: 'line_1', quantity: 3, restocked: 1, scrapped: 1, missing: 1 }],
  reason: 'too small',
  requestedAt: three.createdAt,
};
/** Of three units one has left, in the first of two parcels. */
const underWay: Order = {
  ...three,
  status: 'FULFILLING',
  shipments: [
    { ...parcel!, status: 'picked_up', lines: [{ lineId: 'line_1', quantity: 1 }] },
    { ...parcel!, shipmentId: 'ship_2', status: 'booked', lines: [{ lineId: 'line_1', quantity: 2 }] },
  ],
};

const saidOf = (order: Order, gone: number, reserved = 0, arrived?: Told['arrived']) => {
  const stock = [{ sku, on_hand: (arrived?.onHand ?? STOCK[sku] ?? 0) - gone, reserved }];
  const tolds = arrived ? [{ arrived: { ...arrived, onHand: 1 } }, { arrived }] : [];
  return [...stockAgrees({ histories: [{ id: order.id, script: 1, events: [], order }], stock, tolds } as unknown as Evidence)];
};

describe('the verdict on goods', () => {
  it('counts what has left, parcel by parcel, and what is still here', () => {
    expect([saidOf(three, 3), saidOf(underWay, 1, 2)]).toEqual([[], []]);
    expect([saidOf(three, 2).length, saidOf(underWay, 3, 2).length, saidOf(underWay, 1, 3).length]).toEqual([1, 1, 1]);
  });

  it('counts what came back to be sold again, and not what is scrapped or missing', () => {
    const returned = { ...three, returns: [received] };
    expect(saidOf(returned, 2)).toEqual([]);
    expect([saidOf(returned, 3).length, saidOf(returned, 1).length]).toEqual([1, 1]);
  });

  it('counts from what came last of goods that were waited for', () => {
    const arrived = { sku, onHand: 5 };
    expect(saidOf(three, 3, 0, arrived)).toEqual([]);
    expect([saidOf(three, 2, 0, arrived).length, saidOf(three, 4, 0, arrived).length]).toEqual([1, 1]);
  });

  it('wants of each order at its end as many parcels as have left', () => {
    const parcels = (count: number) => Array.from({ length: count }, () => ({ order_id: three.id, is_cancelled: false }));
    const said = (count: number) =>
      [
        ...parcelsAgree({
          histories: [{ id: three.id, script: 1, events: [], order: three }],
          parcels: parcels(count),
        } as unknown as Evidence),
      ].length;
    expect([said(1), said(0), said(2)]).toEqual([0, 1, 1]);
  });
});
