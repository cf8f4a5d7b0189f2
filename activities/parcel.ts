import { moveOn } from '../domain/order.ts';
import type { OrderStore, StatusVersion, StockKeeper } from '../domain/ports.ts';
import { COMPLETION, recorderOf, statusVersionOf } from './order.ts';
import type { ShipmentStep } from './shipment.ts';

export interface Strayed extends StatusVersion {
  readonly isSettled: boolean;
}

export interface ParcelDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
}

/** The records of what the carrier does with the parcel. */
export function parcelActivities({ orders, stock, now }: ParcelDependencies) {
  const record = recorderOf(orders);

  return {
    async markShipped(step: ShipmentStep): Promise<StatusVersion> {
      const { items } = await orders.get(step.orderId, 1);
      await stock.ship({ orderId: step.orderId, step: 'shipped', lines: items });
      return record(step, 'shipped', (order) =>
        order.status === 'FULFILLING'
          ? {
              status: 'SHIPPED',
              shipments: moveOn(order, { status: 'picked_up', pickedUpAt: now().toISOString() }),
              why: 'The carrier has picked the parcel up.',
            }
          : undefined,
      );
    },

    /** The parcel is lost, or on its way back. It may still turn up: that is one more change. `isSettled`: a person gave it up. */
    async markStrayed({ status, orderId, cause }: ShipmentStep & { status: 'lost' | 'returning' }): Promise<Strayed> {
      const order = await orders.change(orderId, status, cause, (before) =>
        before.status === 'SHIPPED' && before.shipments.some((shipment) => shipment.status !== status)
          ? {
              event: 'orders.shipment_changed',
              shipments: moveOn(before, { status }),
              why: status === 'lost' ? 'The parcel is lost.' : 'The delivery was refused or not possible; the parcel comes back.',
            }
          : undefined,
      );
      return { ...statusVersionOf(order), isSettled: order.shipments.every(({ settledAt }) => settledAt !== undefined) };
    },

    /** `isSettled`: the money is, so that the order is completed as well. */
    async markDelivered({ isSettled, ...step }: ShipmentStep & { isSettled: boolean }): Promise<StatusVersion> {
      const delivered = await record(step, 'delivered', (order) =>
        order.status === 'SHIPPED'
          ? {
              status: 'DELIVERED',
              shipments: moveOn(order, { status: 'delivered', deliveredAt: now().toISOString() }),
              why: 'The parcel was delivered.',
            }
          : undefined,
      );
      return isSettled ? record(step, 'completed', COMPLETION) : delivered;
    },

    /** The parcel is back, before its money is. */
    markParcelBack: (step: ShipmentStep): Promise<StatusVersion> =>
      record(step, 'returned_parcel', (order) =>
        order.status === 'SHIPPED'
          ? {
              event: 'orders.shipment_changed',
              shipments: moveOn(order, { status: 'returned', returnedAt: now().toISOString() }),
              why: 'The parcel came back undelivered.',
            }
          : undefined,
      ),

    markReturned: (step: ShipmentStep): Promise<StatusVersion> =>
      record(step, 'returned', (order) =>
        order.status === 'SHIPPED'
          ? { status: 'RETURNED', needsAttention: null, why: 'Everything came back undelivered, and the customer has the money back.' }
          : undefined,
      ),
  };
}
