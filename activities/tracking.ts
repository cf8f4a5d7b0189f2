import { isEveryDeliveredUnitBack } from '../domain/line-units.ts';
import type { OrderChange } from '../domain/order-change.ts';
import {
  hasAnythingArrived,
  hasEverythingLeft,
  isEverythingBack,
  isEveryShipmentSettled,
  withShipment,
} from '../domain/order-quantities.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import { captureOfShipment, isToBeCapturedByShipment } from '../domain/shipment-capture.ts';
import { hasArrived, hasLeft, type Shipment } from '../domain/shipment.ts';
import { recorderOf, statusVersionOf, type Step } from './record-step.ts';

export interface ShipmentStep extends Step {
  readonly shipmentId: string;
  /** The order as the workflow knows it: as it stood then is new enough, which spares reading it. */
  readonly version: number;
}

export interface StrayStep extends ShipmentStep {
  readonly status: 'lost' | 'returning';
  readonly occasion: string;
}

export interface PickedUpShipment extends StatusVersion {
  /** It is captured by itself. */
  readonly isCapturedAlone?: true;
}

export interface StrayedShipment extends StatusVersion {
  /** A person gave it up. */
  readonly isGivenUp: boolean;
}

export interface TrackingDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  /** Each parcel is captured as it leaves, and not the whole with the first. */
  readonly capturePerShipment: boolean;
}

/** The records of what the carrier does with a parcel, each once for each shipment, and of the order's end that follows from them. */
export function trackingActivities({ orders, stock, now, capturePerShipment }: TrackingDependencies) {
  const record = recorderOf(orders);
  const at = () => now().toISOString();
  /** The order's end; of goods that came back before it was, that they did. */
  const complete = async (step: Step): Promise<StatusVersion> => {
    const order = await orders.change(step.orderId, 'completed', step.cause, completed);
    const isBack = order.status === 'COMPLETED' && order.returns !== undefined && isEveryDeliveredUnitBack(order);
    return isBack ? record(step, 'returned', allBack) : statusVersionOf(order);
  };

  return {
    /** The goods leave the stock first: a record without that would promise others what is gone. */
    async recordPickUp({ orderId, cause, shipmentId, version }: ShipmentStep): Promise<PickedUpShipment> {
      const step = `shipped:${shipmentId}`;
      const { lines } = shipmentOf(await orders.get(orderId, version), shipmentId);
      await stock.ship({ orderId, step, lines });
      const after = await orders.change(orderId, step, cause, (order) => {
        const shipment = shipmentOf(order, shipmentId);
        return hasLeft(shipment) ? undefined : pickedUp(order, { ...shipment, status: 'picked_up', pickedUpAt: at() }, capturePerShipment);
      });
      return { ...statusVersionOf(after), ...(shipmentOf(after, shipmentId).capture && { isCapturedAlone: true }) };
    },

    /** The parcel is lost, or on its way back. It may still turn up, and get lost again: each is one more change. */
    async recordStray({ orderId, cause, shipmentId, status, occasion }: StrayStep): Promise<StrayedShipment> {
      const order = await orders.change(orderId, `${status}:${shipmentId}:${occasion}`, cause, (before) => {
        const known = shipmentOf(before, shipmentId).status;
        if (!isUnderWay(before) || known === status || hasArrived(known)) return undefined;
        return {
          event: 'orders.shipment_changed',
          shipments: withShipment(before, shipmentId, { status }),
          why: status === 'lost' ? 'The parcel is lost.' : 'The delivery was refused or not possible; the parcel comes back.',
        };
      });
      return { ...statusVersionOf(order), isGivenUp: shipmentOf(order, shipmentId).settledAt !== undefined };
    },

    /** `isPaid`: the money is settled, so that an order of which everything arrived is completed as well. */
    async recordDelivery({ shipmentId, version: _, isPaid, ...step }: ShipmentStep & { isPaid: boolean }): Promise<StatusVersion> {
      const after = await record(step, `delivered:${shipmentId}`, (order) => delivered(order, shipmentId, at()));
      return isPaid && after.status === 'DELIVERED' ? complete(step) : after;
    },

    /** The parcel is back, before its money is. */
    recordReturn: ({ shipmentId, version: _, ...step }: ShipmentStep): Promise<StatusVersion> =>
      record(step, `returned:${shipmentId}`, (order) =>
        isUnderWay(order) && shipmentOf(order, shipmentId).status !== 'returned'
          ? {
              event: 'orders.shipment_changed',
              shipments: withShipment(order, shipmentId, { status: 'returned', returnedAt: at() }),
              why: 'The parcel came back undelivered.',
            }
          : undefined,
      ),

    /** Every parcel arrived or was given up, and the money is settled: the order's end, which follows from its row. */
    async endOrder({ version, ...step }: Step & { version: number }): Promise<StatusVersion> {
      const order = await orders.get(step.orderId, version);
      const { status } = order;
      if (status === 'SHIPPED' && isEverythingBack(order)) return record(step, 'returned', cameBack);
      if (status === 'SHIPPED' && hasAnythingArrived(order)) await record(step, 'delivered', arrived);
      return complete(step);
    },
  };
}

/** Parcels of it may still be with the carrier, or with us. */
function isUnderWay({ status }: Order): boolean {
  return status === 'FULFILLING' || status === 'SHIPPED';
}

function shipmentOf({ id, shipments }: Order, shipmentId: string): Shipment {
  const shipment = shipments.find((known) => known.shipmentId === shipmentId);
  if (!shipment) throw new Error(`order ${id} has no shipment ${shipmentId}`);
  return shipment;
}

function pickedUp(order: Order, shipment: Shipment, isWantedAlone: boolean): OrderChange | undefined {
  if (order.status !== 'FULFILLING') return undefined;
  const capture = isToBeCapturedByShipment(order, isWantedAlone) && { capture: captureOfShipment(order, shipment) };
  const shipments = withShipment(order, shipment.shipmentId, { ...shipment, ...capture });
  const why = 'The carrier has picked the parcel up.';
  const isLast = hasEverythingLeft({ ...order, shipments });
  return { ...(isLast ? { status: 'SHIPPED' } : { event: 'orders.shipment_changed' }), shipments, why };
}

function delivered(order: Order, shipmentId: string, deliveredAt: string): OrderChange | undefined {
  if (!isUnderWay(order)) return undefined;
  const { status, deliveredAt: before } = shipmentOf(order, shipmentId);
  const shipments = withShipment(order, shipmentId, { status: 'delivered', deliveredAt: before ?? deliveredAt });
  const why = 'The parcel was delivered.';
  if (order.status === 'SHIPPED' && isEveryShipmentSettled({ ...order, shipments })) return { status: 'DELIVERED', shipments, why };
  return status === 'delivered' ? undefined : { event: 'orders.shipment_changed', shipments, why };
}

/** The last parcel was given up after others had arrived. */
function arrived(order: Order): OrderChange | undefined {
  return order.status === 'SHIPPED' && isEveryShipmentSettled(order)
    ? { status: 'DELIVERED', why: 'Every parcel arrived, or was settled with the customer.' }
    : undefined;
}

function completed({ status }: Order): OrderChange | undefined {
  if (status === 'DELIVERED') return { status: 'COMPLETED', needsAttention: null, why: 'Delivered, and the money is settled.' };
  return status === 'SHIPPED'
    ? { status: 'COMPLETED', needsAttention: null, why: 'Lost on its way, and settled with the customer.' }
    : undefined;
}

function allBack(order: Order): OrderChange | undefined {
  return order.status === 'COMPLETED' && isEveryDeliveredUnitBack(order)
    ? { status: 'RETURNED', why: 'Every unit that was delivered came back.' }
    : undefined;
}

function cameBack({ status }: Order): OrderChange | undefined {
  return status === 'SHIPPED'
    ? { status: 'RETURNED', needsAttention: null, why: 'Everything came back undelivered, and the customer has the money back.' }
    : undefined;
}
