import type { PaymentProvider } from '../domain/ports.ts';
import { orderActivities, type OrderActivityDependencies } from './order.ts';
import { parcelActivities } from './parcel.ts';
import { paymentActivities } from './payment.ts';
import { refundActivities } from './refund.ts';
import { shipmentActivities, type ShipmentDependencies } from './shipment.ts';
import { stockActivities } from './stock.ts';

export interface ActivityDependencies extends OrderActivityDependencies, ShipmentDependencies {
  readonly payments: PaymentProvider;
}

/** Everything a worker does for an order's workflow; the ports are given, so that adapters can be swapped without touching a workflow. */
export function createActivities(deps: ActivityDependencies) {
  return {
    ...orderActivities(deps),
    ...stockActivities(deps),
    ...paymentActivities(deps),
    ...refundActivities(deps),
    ...shipmentActivities(deps),
    ...parcelActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
