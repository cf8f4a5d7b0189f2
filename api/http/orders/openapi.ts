import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  CHANGE_CODES,
  CALLER_CODES,
  jsonBody,
  operation,
  optionalJsonBody,
  problems,
  requestHeaders,
  response,
  responseHeaders,
} from '../openapi-parts.ts';
import { eventsQuery } from '../../orders/events-query.ts';
import { CREATE_ORDER, EXAMPLE_ORDERS } from '../examples.ts';
import { changeProblems } from './openapi-change.ts';
import { edit } from './openapi-edit.ts';
import { ORDER_TAGS as tags, orderPathOf as pathOf } from './openapi-path.ts';
import { listQuery } from '../../orders/list-query.ts';
import { createdExample, eventsAnswer, orderAnswer, orderPageAnswer, pendingExample } from './response-schemas.ts';
import { cancelOrderBody, createOrderBody, noteBody, refundBody, resolveBody } from '../../orders/request-schemas.ts';

const { location, etag, replayed, preferenceApplied } = responseHeaders;

const prefer = {
  Prefer: z.string().optional().meta({
    description:
      '`respond-async`: 202 as soon as the order cannot be lost. `wait=N`: wait up to N seconds (at most 30) until it is confirmed or rejected. RFC 7240',
    example: 'wait=10',
  }),
};
const submit = operation({
  operationId: 'createOrder',
  tags,
  summary: 'Order goods',
  description: 'With an Idempotency-Key, a repeat answers with the order as created, however often and from wherever it comes.',
  headers: { ...requestHeaders.idempotencyKey, ...prefer },
  requestBody: jsonBody(createOrderBody, CREATE_ORDER),
  responses: {
    '201': response({
      description: 'The order is written',
      schema: orderAnswer,
      headers: { ...location, ...etag, ...replayed, ...preferenceApplied },
      example: createdExample,
    }),
    '202': response({
      description: 'The order cannot be lost any more, and is not written yet',
      schema: orderAnswer,
      headers: { ...location, ...preferenceApplied },
      example: pendingExample,
    }),
    ...problems(...CALLER_CODES, 'IDEMPOTENCY_KEY_REUSED', ...CHANGE_CODES),
  },
});

const list = operation({
  operationId: 'listOrders',
  tags,
  summary: 'Find orders, newest first',
  query: listQuery,
  responses: {
    '200': response({
      description: 'A page; ask for the next one with nextCursor',
      schema: orderPageAnswer,
      example: { orders: [createdExample], nextCursor: null },
    }),
    ...problems(...CALLER_CODES),
  },
});

const read = operation({
  operationId: 'readOrder',
  tags,
  summary: 'Read an order',
  path: pathOf(EXAMPLE_ORDERS.read),
  headers: requestHeaders.readPreconditions,
  responses: {
    '200': response({
      description: 'The order; without ETag while it is PENDING',
      schema: orderAnswer,
      headers: { ETag: etag.ETag.optional() },
      example: createdExample,
    }),
    '304': response({ description: 'The order is still at that version', headers: etag }),
    ...problems(...CALLER_CODES, 'ORDER_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
});

const readEvents = operation({
  operationId: 'readOrderEvents',
  tags,
  summary: "Read an order's history, first to last, or follow it",
  description:
    'With `Accept: text/event-stream` the whole history comes as server-sent events, and then each change as it is made; `Last-Event-ID` is the sequence of the last that is known.',
  path: pathOf(EXAMPLE_ORDERS.read),
  query: eventsQuery,
  headers: requestHeaders.lastEventId,
  responses: {
    '200': response({
      description: 'A page of its changes; ask for the next one with nextCursor. As a stream, an event holds one of them',
      schema: eventsAnswer,
      streams: true,
    }),
    ...problems(...CALLER_CODES, 'ORDER_NOT_FOUND', 'NOT_ACCEPTABLE'),
  },
});

const cancel = operation({
  operationId: 'cancelOrder',
  tags,
  summary: 'Cancel an order',
  description:
    'Always works until the hand-over to the carrier is decided; then the carrier is asked; after the pick-up it is too late. With `items`, units of lines are cancelled that have not left; what was captured for them goes back.',
  path: pathOf(EXAMPLE_ORDERS.cancel),
  headers: { ...requestHeaders.idempotencyKey, ...requestHeaders.changePreconditions },
  requestBody: optionalJsonBody(cancelOrderBody, { items: [{ lineId: 'line_1', quantity: 1 }], reason: 'ordered twice' }),
  responses: {
    '200': response({
      description: 'The order is cancelled and everything undone, or the units are',
      schema: orderAnswer,
      headers: replayed,
    }),
    '202': response({ description: 'The cancel is under way; look at the order', schema: orderAnswer, headers: location }),
    ...changeProblems('CANCEL_TOO_LATE', 'CANCEL_REFUSED', 'LINES_NOT_CANCELLABLE'),
  },
});

const refund = operation({
  operationId: 'refundOrder',
  tags,
  summary: 'Give captured money back, without goods',
  description:
    'Quantities of lines at their price, a free amount that is split over the lines, or everything that is left. All refunds of an order together never pass what was captured, nor those of a line its price.',
  path: pathOf(EXAMPLE_ORDERS.refund),
  headers: { ...requestHeaders.requiredIdempotencyKey, ...requestHeaders.changePreconditions },
  requestBody: jsonBody(refundBody, { amountCents: 500, reason: 'arrived scratched' }),
  responses: {
    '201': response({
      description: 'The customer has the money back; the order as it then stands',
      schema: orderAnswer,
      headers: { ...location, ...replayed },
    }),
    '202': response({
      description: 'The money is booked as going back, and the payment provider has not answered yet; look at refunds of the order',
      schema: orderAnswer,
      headers: location,
    }),
    ...changeProblems('IDEMPOTENCY_KEY_REQUIRED', 'REFUND_TOO_LARGE', 'TOO_MANY_REFUNDS', 'REFUND_DECLINED'),
  },
});

const resolve = operation({
  operationId: 'resolveAttention',
  tags,
  summary: 'Settle what waits for a person',
  description: "Takes one of the order's needsAttention.choices.",
  path: pathOf(EXAMPLE_ORDERS.resolve),
  headers: { ...requestHeaders.idempotencyKey, ...requestHeaders.changePreconditions },
  requestBody: jsonBody(resolveBody, { choice: 'retry_capture', note: 'the bank has lifted its limit' }),
  responses: {
    '200': response({ description: 'The decision is recorded', schema: orderAnswer, headers: replayed }),
    '202': response({
      description: 'The decision is taken and not recorded yet; look at the order',
      schema: orderAnswer,
      headers: location,
    }),
    ...changeProblems('CHOICE_NOT_OFFERED'),
  },
});

const note = operation({
  operationId: 'addNote',
  tags,
  summary: 'Add a note to the history',
  path: pathOf(EXAMPLE_ORDERS.read),
  headers: { ...requestHeaders.idempotencyKey, ...requestHeaders.changePreconditions },
  requestBody: jsonBody(noteBody, { text: 'the customer called' }),
  responses: {
    '201': response({ description: 'The note stands in the events', schema: orderAnswer, headers: replayed }),
    ...changeProblems(),
  },
});

export const orderPaths: ZodOpenApiPathsObject = {
  '/orders': { post: submit, get: list },
  '/orders/{id}': { get: read, patch: edit },
  '/orders/{id}/events': { get: readEvents },
  '/orders/{id}/cancel': { post: cancel },
  '/orders/{id}/refunds': { post: refund },
  '/orders/{id}/resolve': { post: resolve },
  '/orders/{id}/notes': { post: note },
};
