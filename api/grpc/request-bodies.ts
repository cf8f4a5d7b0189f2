import type {
  Address,
  Adjustment,
  CancelOrderRequest,
  CreateOrderRequest,
  DeclineReturnRequest,
  EditedLine,
  EditOrderRequest,
  HoldReason,
  Item,
  LineQuantity,
  ListOrdersRequest,
  PaymentMethod,
  PlaceHoldRequest,
  ReceivedLine,
  ReceiveReturnRequest,
  RefundOrderRequest,
  ReleaseHoldRequest,
  RequestReturnRequest,
} from '../../proto/generated/orders/v1/orders_pb.ts';

// Requests in the shape that they have in JSON over HTTP: one schema validates both, and one key under both is one order.

export function createOrderBody({
  customerId,
  items,
  currency,
  adjustments,
  totalCents,
  holds,
  payment,
  shipTo,
  metadata,
  allowBackorder,
}: CreateOrderRequest) {
  return {
    customerId,
    items: items.map(itemBody),
    ...(currency !== undefined && { currency }),
    ...(adjustments.length > 0 && { adjustments: adjustments.map(adjustmentBody) }),
    ...(totalCents !== undefined && { totalCents: Number(totalCents) }),
    ...(holds.length > 0 && { holds: holds.map(holdBody) }),
    ...(payment && { payment: paymentBody(payment) }),
    ...(shipTo && { shipTo: addressBody(shipTo) }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(allowBackorder !== undefined && { allowBackorder }),
  };
}

export function cancelOrderBody({ items, reason }: CancelOrderRequest) {
  return { ...(items.length > 0 && { items: items.map(lineQuantityBody) }), ...(reason !== undefined && { reason }) };
}

export function editOrderBody({ items, adjustments, shipTo, payment, totalCents, reason }: EditOrderRequest) {
  return {
    ...(items.length > 0 && { items: items.map(editedLineBody) }),
    ...(adjustments && { adjustments: adjustments.adjustments.map(adjustmentBody) }),
    ...(shipTo && { shipTo: addressBody(shipTo) }),
    ...(payment && { payment: paymentBody(payment) }),
    ...(totalCents !== undefined && { totalCents: Number(totalCents) }),
    ...(reason !== undefined && { reason }),
  };
}

export function holdBody({ reason, note }: HoldReason | PlaceHoldRequest) {
  return { reason, ...(note !== undefined && { note }) };
}

export function releaseHoldBody({ holdId }: ReleaseHoldRequest) {
  return { holdId };
}

export function refundOrderBody({ amountCents, items, reason }: RefundOrderRequest) {
  return {
    ...(amountCents !== undefined && { amountCents: Number(amountCents) }),
    ...(items.length > 0 && { items: items.map(lineQuantityBody) }),
    reason,
  };
}

export function requestReturnBody({ items, reason }: RequestReturnRequest) {
  return { items: items.map(lineQuantityBody), reason };
}

export function returnBody({ returnId }: { readonly returnId: string }) {
  return { returnId };
}

export function declineReturnBody({ returnId, reason }: DeclineReturnRequest) {
  return { returnId, ...(reason !== undefined && { reason }) };
}

export function receiveReturnBody({ returnId, items, feeCents }: ReceiveReturnRequest) {
  return { returnId, items: items.map(receivedLineBody), ...(feeCents !== undefined && { feeCents: Number(feeCents) }) };
}

/** As a query would say it. */
export function listOrdersQuery({ $typeName: _name, $unknown: _unknown, metadata, ...given }: ListOrdersRequest): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) query.set(name, String(value));
  for (const [key, value] of Object.entries(metadata)) query.set(`metadata.${key}`, value);
  return query;
}

/** What is not safe as a number rounds to what is not safe, and is refused. */
function itemBody({ sku, quantity, priceCents, lineId, netCents, units, cancelledBeforeCapture, cancelledAfterCapture, waiting }: Item) {
  return {
    sku,
    quantity,
    priceCents: Number(priceCents),
    ...(lineId !== undefined && { lineId }),
    ...(netCents !== undefined && { netCents: Number(netCents) }),
    ...(units && { units: {} }),
    ...(cancelledBeforeCapture !== undefined && { cancelledBeforeCapture }),
    ...(cancelledAfterCapture !== undefined && { cancelledAfterCapture }),
    ...(waiting !== undefined && { waiting }),
  };
}

function editedLineBody({ lineId, quantity, sku, priceCents }: EditedLine) {
  return {
    ...(lineId !== undefined && { lineId }),
    quantity,
    ...(sku !== undefined && { sku }),
    ...(priceCents !== undefined && { priceCents: Number(priceCents) }),
  };
}

function adjustmentBody({ type, amountCents, lineId, description }: Adjustment) {
  return {
    type,
    amountCents: Number(amountCents),
    ...(lineId !== undefined && { lineId }),
    ...(description !== undefined && { description }),
  };
}

function lineQuantityBody({ lineId, quantity }: LineQuantity) {
  return { lineId, quantity };
}

function receivedLineBody({ lineId, restock, scrap, missing }: ReceivedLine) {
  return { lineId, restock, scrap, missing };
}

function paymentBody({ token, customer, setupFutureUsage }: PaymentMethod) {
  return {
    ...(token !== undefined && { token }),
    ...(customer !== undefined && { customer }),
    ...(setupFutureUsage !== undefined && { setupFutureUsage }),
  };
}

function addressBody({ name, line1, line2, city, postalCode, country }: Address) {
  return { name, line1, ...(line2 !== undefined && { line2 }), city, postalCode, country };
}
