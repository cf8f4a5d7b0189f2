import type { Request } from 'express';
import { z, type ZodType } from 'zod';
import { fingerprintOf } from '../../idempotency/fingerprint.ts';
import { validateBody, validateQuery } from '../../validate.ts';
import { createEndpoint, type EndpointWithSecret } from '../../webhook-endpoints/create-endpoint.ts';
import { deleteEndpoint } from '../../webhook-endpoints/delete-endpoint.ts';
import { endpointNotFound, type EndpointCall, type EndpointDependencies, type Keyed } from '../../webhook-endpoints/endpoint-call.ts';
import { replayDeliveries, sendTest } from '../../webhook-endpoints/queue-deliveries.ts';
import { listDeliveries, listEndpoints, readEndpoint } from '../../webhook-endpoints/read-endpoints.ts';
import {
  createEndpointBody,
  deliveriesQuery,
  emptyBody,
  endpointsQuery,
  replayBody,
  updateEndpointBody,
} from '../../webhook-endpoints/request-schemas.ts';
import { rotateSecret } from '../../webhook-endpoints/rotate-secret.ts';
import { updateEndpoint } from '../../webhook-endpoints/update-endpoint.ts';
import { pathParameter, queryOf } from '../address.ts';
import type { Answer } from '../answer.ts';
import { headersOf } from '../header.ts';
import { readIdempotencyKey, REPLAYED } from '../idempotency-key.ts';
import { readJson, readOptionalJson } from '../json-body.ts';
import { conditionOf, readPreconditions } from '../../preconditions.ts';
import { answerRead } from '../read-answer.ts';
import type { CallersResources, Handler } from '../resource.ts';
import { locationOf, representationOf } from './representation.ts';

export function webhookEndpointRoutes(deps: EndpointDependencies): CallersResources {
  const remove = deleteEndpoint(deps);
  return {
    '/webhook-endpoints': {
      POST: { operation: 'createWebhookEndpoint', handle: create(deps) },
      GET: { operation: 'listWebhookEndpoints', query: Object.keys(endpointsQuery.shape), handle: list(deps) },
    },
    '/webhook-endpoints/{endpointId}': {
      GET: { operation: 'readWebhookEndpoint', handle: read(deps) },
      PATCH: { operation: 'updateWebhookEndpoint', handle: update(deps) },
      DELETE: {
        operation: 'deleteWebhookEndpoint',
        handle: async (req) => {
          await remove({ endpointId: endpointIdIn(req), caller: req.caller, ...demandOf(req) });
          return { status: 204 };
        },
      },
    },
    '/webhook-endpoints/{endpointId}/rotate-secret': { POST: { operation: 'rotateWebhookSecret', handle: rotate(deps) } },
    '/webhook-endpoints/{endpointId}/test': { POST: { operation: 'testWebhookEndpoint', handle: queue(sendTest(deps), emptyBody) } },
    '/webhook-endpoints/{endpointId}/replay': { POST: { operation: 'replayWebhooks', handle: queue(replayDeliveries(deps), replayBody) } },
    '/webhook-endpoints/{endpointId}/deliveries': {
      GET: { operation: 'listWebhookDeliveries', query: Object.keys(deliveriesQuery.shape), handle: deliveries(deps) },
    },
  };
}

function create(deps: EndpointDependencies): Handler {
  const make = createEndpoint(deps);
  return async (req) => {
    const key = readIdempotencyKey(req);
    const json = await readJson(req);
    const request = validateBody(createEndpointBody, json);
    const made = await make({ request, caller: req.caller, ...(key !== undefined && { key: { key, fingerprint: fingerprintOf(json) } }) });
    return withSecret(201, made, { Location: locationOf(made.endpoint) });
  };
}

function list(deps: EndpointDependencies): Handler {
  const pageOf = listEndpoints(deps);
  return async (req) => ({ status: 200, body: await pageOf(validateQuery(endpointsQuery, queryOf(req)), req.caller) });
}

function read(deps: EndpointDependencies): Handler {
  const find = readEndpoint(deps);
  return async (req) => {
    const preconditions = readPreconditions(headersOf(req));
    const endpoint = await find(endpointIdIn(req), req.caller);
    return answerRead(preconditions, representationOf(endpoint), endpoint);
  };
}

function update(deps: EndpointDependencies): Handler {
  const change = updateEndpoint(deps);
  return async (req) => {
    const { answer, isReplay } = await change(await readCall(req, updateEndpointBody, readJson));
    return { status: 200, headers: { ETag: representationOf(answer).etag, ...(isReplay && REPLAYED) }, body: answer };
  };
}

function rotate(deps: EndpointDependencies): Handler {
  const change = rotateSecret(deps);
  return async (req) => withSecret(200, await change(await readCall(req, emptyBody, readOptionalJson)));
}

function withSecret(status: number, { endpoint, secret, isReplay }: EndpointWithSecret, headers: Record<string, string> = {}): Answer {
  const body = { ...endpoint, ...(secret !== undefined && { secret }) };
  return { status, headers: { ...headers, ETag: representationOf(endpoint).etag, ...(isReplay && REPLAYED) }, body };
}

/** What is queued is sent later: 202. */
function queue<T>(change: (call: EndpointCall<T>) => Promise<Keyed<object>>, schema: ZodType<T>): Handler {
  return async (req) => {
    const { answer, isReplay } = await change(await readCall(req, schema, readOptionalJson));
    return { status: 202, headers: { ...(isReplay && REPLAYED) }, body: answer };
  };
}

function deliveries(deps: EndpointDependencies): Handler {
  const pageOf = listDeliveries(deps);
  return async (req) => {
    const query = validateQuery(deliveriesQuery, queryOf(req));
    return { status: 200, body: await pageOf(endpointIdIn(req), query, req.caller) };
  };
}

async function readCall<T>(req: Request, schema: ZodType<T>, readBody: (req: Request) => Promise<unknown>): Promise<EndpointCall<T>> {
  const endpointId = endpointIdIn(req);
  const key = readIdempotencyKey(req);
  const demand = demandOf(req);
  const json = await readBody(req);
  return {
    endpointId,
    request: validateBody(schema, json),
    caller: req.caller,
    ...(key !== undefined && { key: { key, fingerprint: fingerprintOf(json) } }),
    ...demand,
  };
}

function demandOf(req: Request): Pick<EndpointCall<unknown>, 'condition'> {
  const condition = conditionOf(headersOf(req), representationOf);
  return condition ? { condition } : {};
}

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND: what is no UUID is in no table */
function endpointIdIn(req: Request): string {
  const id = pathParameter(req, 'endpointId');
  if (!z.uuid().safeParse(id).success) throw endpointNotFound();
  return id;
}
