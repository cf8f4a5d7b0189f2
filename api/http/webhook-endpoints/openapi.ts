import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  createEndpointBody,
  deliveriesQuery,
  emptyBody,
  endpointsQuery,
  replayBody,
  updateEndpointBody,
} from '../../webhook-endpoints/request-schemas.ts';
import { CREATE_ENDPOINT, EXAMPLE_ENDPOINTS } from '../examples.ts';
import {
  CALLER_CODES,
  CHANGE_CODES,
  jsonBody,
  operation,
  optionalJsonBody,
  problems,
  requestHeaders,
  response,
  responseHeaders,
} from '../openapi-parts.ts';
import {
  deliveryAnswer,
  deliveryPageAnswer,
  endpointAnswer,
  endpointExample,
  endpointPageAnswer,
  endpointWithSecretAnswer,
  queuedAnswer,
} from './response-schemas.ts';

const tags = ['webhook endpoints'];
const pathOf = ({ id }: { id: string }) =>
  z.object({ endpointId: z.string().meta({ description: 'The id of the endpoint', example: id }) });
const path = pathOf(EXAMPLE_ENDPOINTS.read);
const { idempotencyKey, changePreconditions, readPreconditions } = requestHeaders;
const { etag, replayed } = responseHeaders;
const location = { Location: z.string().meta({ description: 'Where the endpoint is' }) };
const FOUND_CODES = [...CALLER_CODES, 'WEBHOOK_ENDPOINT_NOT_FOUND'] as const;
const CHANGED_CODES = [...FOUND_CODES, 'IDEMPOTENCY_KEY_REUSED', 'PRECONDITION_FAILED', ...CHANGE_CODES] as const;
const SENT_CODES = [...CHANGED_CODES, 'WEBHOOK_ENDPOINT_NOT_ACTIVE'] as const;

const create = operation({
  operationId: 'createWebhookEndpoint',
  tags,
  summary: 'Have events sent to an address',
  description:
    'From now on each event of the tenant is sent there until it is taken, signed by Standard Webhooks with the secret of the answer.',
  headers: idempotencyKey,
  requestBody: jsonBody(createEndpointBody, CREATE_ENDPOINT),
  responses: {
    '201': response({
      description: 'The endpoint, with its secret',
      schema: endpointWithSecretAnswer,
      headers: { ...location, ...etag, ...replayed },
      example: { ...endpointExample, secret: 'whsec_…' },
    }),
    ...problems(...CALLER_CODES, 'IDEMPOTENCY_KEY_REUSED', 'TOO_MANY_WEBHOOK_ENDPOINTS', ...CHANGE_CODES),
  },
});

const list = operation({
  operationId: 'listWebhookEndpoints',
  tags,
  summary: 'List the endpoints, newest first',
  query: endpointsQuery,
  responses: {
    '200': response({ description: 'One page', schema: endpointPageAnswer, example: { endpoints: [endpointExample], nextCursor: null } }),
    ...problems(...CALLER_CODES),
  },
});

const read = operation({
  operationId: 'readWebhookEndpoint',
  tags,
  summary: 'Read an endpoint',
  path,
  headers: readPreconditions,
  responses: {
    '200': response({ description: 'The endpoint, without its secret', schema: endpointAnswer, headers: etag, example: endpointExample }),
    '304': response({ description: 'The endpoint is still at that version', headers: etag }),
    ...problems(...FOUND_CODES, 'PRECONDITION_FAILED'),
  },
});

const update = operation({
  operationId: 'updateWebhookEndpoint',
  tags,
  summary: 'Change, pause or resume an endpoint',
  description: 'What is not named stays as it is. What comes while it is paused is sent once it is active again.',
  path,
  headers: { ...idempotencyKey, ...changePreconditions },
  requestBody: jsonBody(updateEndpointBody, { description: 'For the warehouse' }),
  responses: {
    '200': response({ description: 'The endpoint as it now stands', schema: endpointAnswer, headers: { ...etag, ...replayed } }),
    ...problems(...CHANGED_CODES),
  },
});

const remove = operation({
  operationId: 'deleteWebhookEndpoint',
  tags,
  summary: 'Delete an endpoint, and what waits for it',
  path: pathOf(EXAMPLE_ENDPOINTS.delete),
  headers: changePreconditions,
  responses: {
    '204': response({ description: 'It is gone' }),
    ...problems(...FOUND_CODES, 'PRECONDITION_FAILED', 'FOREIGN_PAGE'),
  },
});

const rotate = operation({
  operationId: 'rotateWebhookSecret',
  tags,
  summary: 'Replace the secret',
  description: 'For 24 hours what is sent is signed with both, the new one first.',
  path,
  headers: { ...idempotencyKey, ...changePreconditions },
  requestBody: optionalJsonBody(emptyBody, {}),
  responses: {
    '200': response({
      description: 'The endpoint, with its new secret',
      schema: endpointWithSecretAnswer,
      headers: { ...etag, ...replayed },
    }),
    ...problems(...CHANGED_CODES),
  },
});

const test = operation({
  operationId: 'testWebhookEndpoint',
  tags,
  summary: 'Have a test sent',
  description: 'An event of type `webhooks.test`, sent and listed like any other.',
  path,
  headers: { ...idempotencyKey, ...changePreconditions },
  requestBody: optionalJsonBody(emptyBody, {}),
  responses: {
    '202': response({
      description: 'It is on its way; its tries are in the list of deliveries',
      schema: deliveryAnswer,
      headers: replayed,
    }),
    ...problems(...SENT_CODES),
  },
});

const replay = operation({
  operationId: 'replayWebhooks',
  tags,
  summary: 'Have events sent again',
  description:
    'Some events, or all since an instant; under the `webhook-id` that they had, and with the whole schedule of tries before them.',
  path,
  headers: { ...idempotencyKey, ...changePreconditions },
  requestBody: jsonBody(replayBody, { since: '2026-01-15T00:00:00Z' }),
  responses: {
    '202': response({ description: 'They are on their way', schema: queuedAnswer, headers: replayed }),
    ...problems(...SENT_CODES),
  },
});

const deliveries = operation({
  operationId: 'listWebhookDeliveries',
  tags,
  summary: 'What was, or is to be, sent to an endpoint, newest first',
  path,
  query: deliveriesQuery,
  responses: { '200': response({ description: 'One page', schema: deliveryPageAnswer }), ...problems(...FOUND_CODES) },
});

export const webhookEndpointPaths: ZodOpenApiPathsObject = {
  '/webhook-endpoints': { post: create, get: list },
  '/webhook-endpoints/{endpointId}': { get: read, patch: update, delete: remove },
  '/webhook-endpoints/{endpointId}/rotate-secret': { post: rotate },
  '/webhook-endpoints/{endpointId}/test': { post: test },
  '/webhook-endpoints/{endpointId}/replay': { post: replay },
  '/webhook-endpoints/{endpointId}/deliveries': { get: deliveries },
};
