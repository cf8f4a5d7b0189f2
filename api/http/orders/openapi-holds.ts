import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { CHANGE_CODES, CALLER_CODES, jsonBody, operation, problems, requestHeaders, response, responseHeaders } from '../openapi-parts.ts';
import { EXAMPLE_ORDERS } from '../examples.ts';
import { placeHoldBody } from '../../orders/request-schemas.ts';
import { changeProblems } from './openapi-change.ts';
import { ORDER_TAGS as tags, orderPathOf as pathOf } from './openapi-path.ts';
import { orderAnswer } from './response-schemas.ts';

const { location, replayed } = responseHeaders;

const placeHold = operation({
  operationId: 'placeHold',
  tags,
  summary: 'Keep an order from being handed over',
  description: 'It stays CONFIRMED until every hold is released. Works until the hand-over is decided; a cancel wins over any hold.',
  path: pathOf(EXAMPLE_ORDERS.hold),
  headers: { ...requestHeaders.idempotencyKey, ...requestHeaders.changePreconditions },
  requestBody: jsonBody(placeHoldBody, { reason: 'address', note: 'the customer moves' }),
  responses: {
    '201': response({ description: 'The order with its hold', schema: orderAnswer, headers: { ...location, ...replayed } }),
    '202': response({
      description: 'The hold is taken and not recorded yet; look at the order',
      schema: orderAnswer,
      headers: location,
    }),
    ...changeProblems('HOLD_REFUSED'),
  },
});

const releaseHold = operation({
  operationId: 'releaseHold',
  tags,
  summary: 'Release a hold',
  description: 'With the last of its holds the order goes on.',
  path: pathOf(EXAMPLE_ORDERS.hold).extend({ holdId: z.string().meta({ description: 'One of its holds', example: 'hold_1' }) }),
  headers: requestHeaders.changePreconditions,
  responses: {
    '200': response({ description: 'The order without the hold', schema: orderAnswer, headers: replayed }),
    '202': response({
      description: 'The release is taken and not recorded yet; look at the order',
      schema: orderAnswer,
      headers: location,
    }),
    ...problems(...CALLER_CODES, 'ORDER_NOT_FOUND', 'HOLD_NOT_FOUND', 'PRECONDITION_FAILED', 'NOT_READY', ...CHANGE_CODES),
  },
});

export const holdPaths: ZodOpenApiPathsObject = {
  '/orders/{id}/holds': { post: placeHold },
  '/orders/{id}/holds/{holdId}': { delete: releaseHold },
};
