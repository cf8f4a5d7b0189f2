import { isShipmentCapture, shipmentCaptureIdOf } from '../domain/identifiers.ts';
import { moneyText, sumOf } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { ProviderCapture, ProviderPayment } from '../domain/ports/payment-provider.ts';

/** How the provider's ledger differs from that of an order at its end; undefined when they agree. */
export function disagreement(order: Order, reference: string, provided: ProviderPayment): string | undefined {
  const { payment } = order;
  const isCapturedHere = payment.status === 'captured' && payment.reference === reference;
  const agrees = isCapturedHere ? agreesOnCapture(order, provided) : keepsNothing(provided);
  if (agrees) return undefined;
  const money = (cents: number) => moneyText(cents, order.currency);
  const here = isCapturedHere
    ? `captured ${money(payment.capturedCents)}, refunded ${money(payment.refundedCents)}`
    : `nothing captured under this reference (payment ${payment.status})`;
  const there = `the provider has it ${provided.status}, captured ${money(provided.capturedCents)}, refunded ${money(provided.refundedCents)}`;
  const unknown = unknownCaptures(order, provided).map(({ captureId, amountCents }) => `${captureId} of ${money(amountCents)}`);
  return `${order.status}, ${here}; ${there}${unknown.length > 0 ? `; captured there and not here: ${unknown.join(', ')}` : ''}.`;
}

/** Captures of parcels that the order does not tell of. */
function unknownCaptures({ shipments }: Order, { captures = [] }: ProviderPayment): readonly ProviderCapture[] {
  const known = new Set(
    shipments.flatMap(({ shipmentId, capture }) => (capture?.status === 'captured' ? shipmentCaptureIdOf(shipmentId) : [])),
  );
  return captures.filter(({ captureId }) => isShipmentCapture(captureId) && !known.has(captureId));
}

/** An amount without its currency, which a provider's answer does not tell: in minor units. */
export function amountsOf({ status, authorisedCents, capturedCents, refundedCents }: ProviderPayment): string {
  return `${status}: authorised ${authorisedCents}, captured ${capturedCents}, refunded ${refundedCents} minor units`;
}

/** What was paid back elsewhere the provider does not know; what is on its way it may know before us. */
function agreesOnCapture({ payment, refunds }: Order, { status, capturedCents, refundedCents }: ProviderPayment): boolean {
  const least = payment.refundedCents - sumOf(refunds.filter(({ elsewhere }) => elsewhere));
  const most = least + sumOf(refunds.filter((refund) => refund.status === 'pending'));
  return status === 'captured' && capturedCents === payment.capturedCents && refundedCents >= least && refundedCents <= most;
}

function keepsNothing({ status, capturedCents, refundedCents }: ProviderPayment): boolean {
  return status !== 'authorised' && status !== 'requires_action' && capturedCents === refundedCents;
}
