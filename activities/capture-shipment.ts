import { DomainError } from '../domain/errors.ts';
import { paymentReferenceOf, shipmentCaptureIdOf } from '../domain/identifiers.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Order } from '../domain/order.ts';
import type { ProviderPayment } from '../domain/ports/payment-provider.ts';
import { isLastCapture, withCaptureStatus, withoutCaptures } from '../domain/shipment-capture.ts';
import type { ShipmentCapture } from '../domain/shipment.ts';
import { asResult } from './as-result.ts';
import { withStatus } from './authorise.ts';
import type { PaymentDependencies } from './payment.ts';
import type { Step, Versioned } from './record-step.ts';

export type ShipmentCaptureAnswer =
  | {
      readonly outcome: 'captured';
      /** Of the authorisation something is still held. */
      readonly isHeld: boolean;
    }
  | { readonly outcome: 'written_off' }
  | { readonly outcome: 'declined'; readonly why: string }
  /** The order is captured as a whole, with its first parcel. */
  | { readonly outcome: 'whole' };

interface ShipmentCaptureStep extends Step, Versioned {
  readonly shipmentId: string;
}

/** Capture one parcel, for what was fixed when it left. A decline is an answer, not an error. */
export function shipmentCaptureActivities({ orders, payments }: Omit<PaymentDependencies, 'now'>) {
  return {
    async captureShipment({ orderId, cause, shipmentId, version }: ShipmentCaptureStep): Promise<ShipmentCaptureAnswer> {
      const order = await orders.get(orderId, version);
      const capture = captureIn(order, shipmentId);
      if (!capture) return { outcome: 'whole' };
      if (capture.status === 'written_off') return { outcome: 'written_off' };
      if (capture.status === 'captured') return captured(order);
      const reference = order.payment.reference ?? paymentReferenceOf(orderId, 1);
      const isPart = !isLastCapture(order, shipmentId);
      if (isPart && isUntouched(order) && (await payments.find(reference))?.isCapturedOnce) {
        await orders.change(orderId, 'captured_whole', { ...cause, actor: 'provider' }, wholeChange);
        return { outcome: 'whole' };
      }
      const captureId = shipmentCaptureIdOf(shipmentId);
      const call = { reference, captureId, amountCents: capture.amountCents, ...(isPart && { isPart }) };
      const taken = await asResult('CAPTURE_DECLINED', payments.capture(call));
      if (taken instanceof DomainError) return { outcome: 'declined', why: taken.message };
      const by = { ...cause, actor: 'provider' as const };
      return captured(await orders.change(orderId, `captured:${captureId}`, by, (before) => capturedChange(before, shipmentId, taken)));
    },
  };
}

function captureIn({ shipments }: Order, shipmentId: string): ShipmentCapture | undefined {
  return shipments.find((known) => known.shipmentId === shipmentId)?.capture;
}

/** Nothing of its money was taken or given up. */
function isUntouched({ payment }: Order): boolean {
  return payment.capturedCents === 0 && payment.writtenOffCents === 0;
}

function captured({ payment }: Order): ShipmentCaptureAnswer {
  return { outcome: 'captured', isHeld: payment.status === 'authorised' };
}

function capturedChange(order: Order, shipmentId: string, { status }: ProviderPayment): OrderChange | undefined {
  const capture = captureIn(order, shipmentId);
  if (capture?.status !== 'pending') return undefined;
  const payment = status === 'captured' ? withStatus(order.payment, 'captured') : order.payment;
  return {
    event: 'orders.payment_changed',
    payment: { ...payment, capturedCents: payment.capturedCents + capture.amountCents },
    shipments: withCaptureStatus(order, shipmentId, 'captured'),
    why: 'The parcel was picked up: its money is captured.',
  };
}

function wholeChange(order: Order): OrderChange {
  const why = 'The payment can be captured once only: the whole is captured with the first parcel.';
  return { event: 'orders.payment_changed', shipments: withoutCaptures(order), why };
}
