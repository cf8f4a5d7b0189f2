import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { declineReturnBody, receiveReturnBody, requestReturnBody } from '../../orders/return-schemas.ts';
import { EXAMPLE_ORDERS, REQUEST_RETURN } from '../examples.ts';
import { jsonBody, operation, optionalJsonBody, requestHeaders, response, responseHeaders } from '../openapi-parts.ts';
import { changeProblems } from './openapi-change.ts';
import { orderPathOf } from './openapi-path.ts';
import { orderAnswer } from './response-schemas.ts';

const tags = ['returns'];
const returnOf = ({ id, returnId }: { readonly id: string; readonly returnId: string }) =>
  orderPathOf({ id }).extend({ returnId: z.string().meta({ description: 'One of its returns', example: returnId }) });
const headers = { ...requestHeaders.idempotencyKey, ...requestHeaders.changePreconditions };
const { location, replayed } = responseHeaders;
const underWay = response({
  description: 'It is taken, and not settled yet; look at returns of the order',
  schema: orderAnswer,
  headers: location,
});

const request = operation({
  operationId: 'requestReturn',
  tags,
  summary: 'Announce that delivered goods come back',
  description:
    'Until `RETURN_WINDOW_DAYS` after the delivery of their parcel. At most what was delivered and neither came back nor is announced.',
  path: orderPathOf(EXAMPLE_ORDERS.requestReturn),
  headers,
  requestBody: jsonBody(requestReturnBody, REQUEST_RETURN),
  responses: {
    '201': response({
      description: 'The order with its return: approved, declined, or requested where a person has to decide',
      schema: orderAnswer,
      headers: { ...location, ...replayed },
    }),
    '202': underWay,
    ...changeProblems('RETURN_REFUSED'),
  },
});

interface Change {
  readonly operationId: 'approveReturn' | 'declineReturn' | 'cancelReturn' | 'receiveReturn';
  readonly summary: string;
  readonly description: string;
  readonly done: string;
  readonly requestBody: ReturnType<typeof jsonBody>;
}

function change({ operationId, done, ...about }: Change) {
  return operation({
    operationId,
    tags,
    ...about,
    path: returnOf(EXAMPLE_ORDERS[operationId]),
    headers,
    responses: {
      '200': response({ description: done, schema: orderAnswer, headers: replayed }),
      '202': underWay,
      ...changeProblems('RETURN_NOT_FOUND', 'RETURN_REFUSED'),
    },
  });
}

const empty = optionalJsonBody(z.strictObject({}), {});
const KEPT = 'The goods stay with the customer, and can be announced anew';

const approve = change({
  operationId: 'approveReturn',
  summary: 'Approve a return',
  description: 'Of one that is requested.',
  done: 'The customer may send the goods',
  requestBody: empty,
});
const decline = change({
  operationId: 'declineReturn',
  summary: 'Decline a return',
  description: 'Of one that is requested.',
  done: KEPT,
  requestBody: optionalJsonBody(declineReturnBody, { reason: 'worn' }),
});
const cancel = change({
  operationId: 'cancelReturn',
  summary: 'Cancel a return',
  description: 'Of one whose goods are not received.',
  done: KEPT,
  requestBody: empty,
});
const receive = change({
  operationId: 'receiveReturn',
  summary: 'Receive the goods of a return',
  description:
    'Counts each unit that was announced. What goes back into stock is on hand at once; what came back is refunded, less the fee, and never more than is left of its line.',
  done: 'The return is closed: its goods and its money are settled. A refund that the payment provider declined stands in the order as failed',
  requestBody: jsonBody(receiveReturnBody, { items: [{ lineId: 'line_1', restock: 1 }], feeCents: 213 }),
});

export const returnPaths: ZodOpenApiPathsObject = {
  '/orders/{id}/returns': { post: request },
  '/orders/{id}/returns/{returnId}/approve': { post: approve },
  '/orders/{id}/returns/{returnId}/decline': { post: decline },
  '/orders/{id}/returns/{returnId}/cancel': { post: cancel },
  '/orders/{id}/returns/{returnId}/receive': { post: receive },
};
