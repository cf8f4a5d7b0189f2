import type { Cause } from '../domain/order-event.ts';
import type { StatusVersion } from '../domain/ports/order-store.ts';
import { atOnce, type OnFailedTry, type Tried } from './at-once.ts';
import type { CaptureAnswer, captureActivities } from './capture.ts';
import type { ShipmentCaptureAnswer, shipmentCaptureActivities } from './capture-shipment.ts';
import type { ShipmentStep, trackingActivities } from './tracking.ts';

type Steps = Pick<
  ReturnType<typeof trackingActivities> & ReturnType<typeof captureActivities> & ReturnType<typeof shipmentCaptureActivities>,
  'recordPickUp' | 'capturePayment' | 'captureShipment'
>;

export interface PickUpStep extends ShipmentStep {
  /**
   * What the first pick-up of an order that is to be paid brings with it, and each one where parcels are captured by themselves; absent:
   * it is recorded only.
   */
  readonly capture?: { readonly captureId: string; readonly cause: Cause };
}

export interface PickedUp extends StatusVersion {
  /** What came of the capture, where it was tried. */
  readonly capture?: Tried<CaptureAnswer>;
  /** The same for this parcel alone; there, if without an answer, where it is captured by itself. */
  readonly shipmentCapture?: Tried<ShipmentCaptureAnswer>;
}

/** Records the pick-up, and then captures, as far as that goes at once: each under its own name, so that a repeat finds what was done. */
export function pickUpAndCapture({ steps, onFailedTry }: { readonly steps: Steps; readonly onFailedTry: OnFailedTry }) {
  return async ({ capture, ...step }: PickUpStep): Promise<PickedUp> => {
    const { isCapturedAlone, ...pickedUp } = await steps.recordPickUp(step);
    if (isCapturedAlone && !capture) return { ...pickedUp, shipmentCapture: {} };
    if (!capture) return pickedUp;
    if (isCapturedAlone) {
      const alone = steps.captureShipment({
        orderId: step.orderId,
        shipmentId: step.shipmentId,
        cause: capture.cause,
        version: pickedUp.version,
      });
      return { ...pickedUp, shipmentCapture: await atOnce(alone, (error) => onFailedTry('captureShipment', error)) };
    }
    const captured = steps.capturePayment({ orderId: step.orderId, version: pickedUp.version, ...capture });
    return { ...pickedUp, capture: await atOnce(captured, (error) => onFailedTry('capturePayment', error)) };
  };
}
