import type { Carrier, OrderStore, PaymentProvider, StockKeeper } from '../domain/ports.ts';
import { orderActivities } from './order.ts';
import { paymentActivities } from './payment.ts';
import { shipmentActivities } from './shipment.ts';
import { stockActivities } from './stock.ts';

export interface ActivityDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly payments: PaymentProvider;
  readonly carrier: Carrier;
  readonly now: () => Date;
  /** How long reserved stock waits for the payment (ms). */
  readonly reservationMs: number;
  /** How long the carrier may be silent before it is asked (ms). */
  readonly silenceMs: number;
}

/** Everything a worker does for an order's workflow; the ports are given, so that adapters can be swapped without touching a workflow. */
export function createActivities(deps: ActivityDependencies) {
  return {
    ...orderActivities(deps),
    ...stockActivities(deps),
    ...paymentActivities(deps),
    ...shipmentActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
