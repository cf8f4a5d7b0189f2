/**
 * Every identifier that carries a meaning is made and read here. Those that go to a partner are its idempotency keys: they follow
 * from the order and the step alone, so that no reset, retry or new run does a thing twice.
 */

/** Of the n-th line of a request, from 1. */
export function lineIdOf(place: number): string {
  return `line_${place}`;
}

/** Of the n-th line that an edit adds to an order of that version, from 1: no line ever gets the id of one that was removed. */
export function addedLineIdOf(version: number, place: number): string {
  return `${lineIdOf(version)}_${place}`;
}

/** What the payment provider knows an authorisation by: the n-th that the order asked for, from 1. */
export function paymentReferenceOf(orderId: string, attempt: number): string {
  return `pay_${orderId}_${attempt}`;
}

/** Which attempt a payment reference stands for; 1 for one that is not of ours. */
export function attemptOf(paymentReference: string): number {
  return Number(/_(\d+)$/.exec(paymentReference)?.[1] ?? 1);
}

/** What the carrier knows a parcel by: the n-th shipment of the order, from 1. */
export function shipmentIdOf(orderId: string, place: number): string {
  return `ship_${orderId}_${place}`;
}

/** The place of a shipment in its order, from 1; undefined when it is none of that order's. */
export function placeOfShipment(orderId: string, shipmentId: string): number | undefined {
  const [, place] = /_([1-9]\d{0,5})$/.exec(shipmentId) ?? [];
  return place !== undefined && shipmentIdOf(orderId, Number(place)) === shipmentId ? Number(place) : undefined;
}

/** What the payment provider knows a capture by: the n-th that the order asked for, from 1. */
export function captureIdOf(orderId: string, place: number): string {
  return `cap_${orderId}_${place}`;
}

/** The same where a parcel is captured by itself: of each there is one. */
export function shipmentCaptureIdOf(shipmentId: string): string {
  return `cap_${shipmentId}`;
}

export function isShipmentCapture(captureId: string): boolean {
  return captureId.startsWith(shipmentCaptureIdOf('ship_'));
}

/** The order that a payment, a capture or a shipment is of, as our partners hear of them; undefined where its name is none of those. */
export function orderIdOfReference(reference: string): string | undefined {
  return /^(?:pay|(?:cap_)?ship|cap)_(.+)_\d+$/.exec(reference)?.[1];
}

/** A reservation of stock: one a line. */
export function reservationIdOf(orderId: string, lineId: string): string {
  return `res_${orderId}_${lineId}`;
}

/** A hold: by its place among those that came with the order, or by what follows from the request that placed it. */
export function holdIdOf(name: string): string {
  return `hold_${name}`;
}

/** A refund that a caller asked for; `key` is a UUID that follows from the idempotency key of the request. */
export function requestedRefundIdOf(key: string): string {
  return `re_${key}`;
}

/** A return: by what follows from the request that announced it. */
export function returnIdOf(name: string): string {
  return `ret_${name}`;
}

/** The one refund of a return. */
export function returnRefundIdOf(returnId: string): string {
  return `re_${returnId}`;
}

/** Whether a refund is a step of a return's workflow, and has none of its own. */
export function isReturnRefund(refundId: string): boolean {
  return refundId.startsWith(returnRefundIdOf(returnIdOf('')));
}

/** A refund that the order's own workflow makes, because of what became of the goods. */
export function ownRefundIdOf(orderId: string, because: string, attempt: number): string {
  return `re_${orderId}_${because}_${attempt}`;
}

export function isOwnRefundFor(orderId: string, because: string, refundId: string): boolean {
  return refundId.startsWith(`re_${orderId}_${because}_`);
}

/** Whether a refund is a step of the order's own workflow, and has none of its own. */
export function isOwnRefund(orderId: string, refundId: string): boolean {
  return refundId.startsWith(`re_${orderId}_`);
}

const ORDER_WORKFLOW = 'order-';

/** One workflow an order. */
export function orderWorkflowIdOf(orderId: string): string {
  return `${ORDER_WORKFLOW}${orderId}`;
}

export function orderIdOfWorkflow(workflowId: string): string {
  return workflowId.slice(ORDER_WORKFLOW.length);
}

/** The order whose workflow this is, or whose refund's or return's; undefined where it is of none. */
export function orderIdInWorkflowId(workflowId: string): string | undefined {
  return /^(?:order-(.+)|(?:refund|return)-([\da-f-]{36})-.+)$/.exec(workflowId)?.slice(1).find(Boolean);
}

/** One workflow a refund. */
export function refundWorkflowIdOf(orderId: string, refundId: string): string {
  return `refund-${orderId}-${refundId}`;
}

/** One workflow a return. */
export function returnWorkflowIdOf(orderId: string, returnId: string): string {
  return `return-${orderId}-${returnId}`;
}

/** One workflow for each round of a delivery's tries. */
export function webhookWorkflowIdOf(deliveryId: string, round: number): string {
  return `webhook-${deliveryId}-${round}`;
}
