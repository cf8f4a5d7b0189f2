import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import { attentionActivities } from './attention.ts';
import { lineCancelActivities } from './cancel-lines.ts';
import { backorderActivities, type BackorderDependencies } from './backorder.ts';
import { cancelActivities } from './cancel.ts';
import { cancelAtOnce } from './cancel-at-once.ts';
import { captureActivities } from './capture.ts';
import { shipmentCaptureActivities } from './capture-shipment.ts';
import { editActivities } from './edit-order.ts';
import { editPaymentActivities } from './edit-payment.ts';
import { createAndGoOn, type GoOnDependencies } from './create-order.ts';
import { holdActivities } from './hold.ts';
import { orderActivities } from './order.ts';
import { paymentActivities } from './payment.ts';
import { pickUpAndCapture } from './pick-up.ts';
import { refundActivities } from './refund.ts';
import { returnActivities, type ReturnDependencies } from './return.ts';
import { shipmentActivities, type ShipmentDependencies } from './shipment.ts';
import { stockActivities } from './stock.ts';
import { trackingActivities, type TrackingDependencies } from './tracking.ts';

export interface ActivityDependencies
  extends BackorderDependencies, ShipmentDependencies, GoOnDependencies, ReturnDependencies, TrackingDependencies {
  readonly payments: PaymentProvider;
}

/** Everything a worker does for an order's workflow; the ports are given, so that adapters can be swapped without touching a workflow. */
export function createActivities(deps: ActivityDependencies) {
  const steps = {
    ...orderActivities(deps),
    ...stockActivities(deps),
    ...paymentActivities(deps),
    ...captureActivities(deps),
    ...shipmentCaptureActivities(deps),
    ...shipmentActivities(deps),
    ...trackingActivities(deps),
    ...cancelActivities(deps),
  };
  return {
    ...steps,
    createOrder: createAndGoOn({ ...deps, steps }),
    recordPickUp: pickUpAndCapture({ ...deps, steps }),
    ...refundActivities(deps),
    beginCanceling: cancelAtOnce({ ...deps, steps }),
    ...returnActivities(deps),
    ...lineCancelActivities(deps),
    ...editActivities(deps),
    ...editPaymentActivities(deps),
    ...holdActivities(deps),
    ...backorderActivities(deps),
    ...attentionActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
