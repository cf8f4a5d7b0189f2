import type { Request } from 'express';
import type { ZodType } from 'zod';
import type { Order } from '../../../domain/order.ts';
import { viewOf } from '../../../domain/order-view.ts';
import { fingerprintOf } from '../../idempotency/fingerprint.ts';
import type { ChangeOutcome } from '../../idempotency/outcome-once.ts';
import type { OrderCall } from '../../orders/order-call.ts';
import { readOrderId } from '../../orders/order-id.ts';
import { pathParameter } from '../address.ts';
import { causeOf } from '../../cause.ts';
import { etagOf } from '../../etag.ts';
import { readIdempotencyKey, REPLAYED } from '../idempotency-key.ts';
import { headersOf } from '../header.ts';
import { readOptionalJson } from '../json-body.ts';
import { conditionOf, requireIfMatch } from '../../preconditions.ts';
import type { Handler } from '../resource.ts';
import { validateBody } from '../../validate.ts';
import { locationOf } from './location.ts';
import { representationOf } from '../../orders/representation.ts';

interface Mapping<T, Named extends string> {
  /** Of the body. */
  readonly schema: ZodType<T>;
  /** What else of the order's the address names. */
  readonly named?: readonly Named[];
  /** How an outcome that is done is answered. */
  readonly done: { readonly status: 200 | 201; readonly locates?: true; readonly isTagged?: true };
  /** Only who has read the order may change it so. */
  readonly needsIfMatch?: true;
}

/** A POST, PATCH or DELETE that changes one order: 200 or 201 with the order once that is done, 202 while it is under way. */
export function changeOrder<T, Named extends string = never>(
  change: (call: OrderCall<T & Record<Named, string>>) => Promise<ChangeOutcome>,
  { schema, named = [], done, needsIfMatch }: Mapping<T, Named>,
): Handler {
  return async (req) => {
    if (needsIfMatch) requireIfMatch(headersOf(req));
    const names = Object.fromEntries(named.map((name) => [name, pathParameter(req, name)])) as Record<Named, string>;
    const { request, ...call } = await readOrderCall(req, schema);
    const outcome = await change({ ...call, request: { ...request, ...names } });
    const location = { Location: locationOf(outcome.order.id) };
    const body = viewOf(outcome.order);
    if (outcome.kind === 'under_way') return { status: 202, headers: location, body };
    const headers = { ...(outcome.isReplay && REPLAYED), ...(done.locates && location), ...(done.isTagged && etagIn(outcome.order)) };
    return { status: done.status, headers, body };
  };
}

function etagIn(order: Order): Record<string, string> {
  return { ETag: etagOf(order.version) };
}

async function readOrderCall<T>(req: Request, schema: ZodType<T>): Promise<OrderCall<T>> {
  const orderId = readOrderId(pathParameter(req, 'id'));
  const key = readIdempotencyKey(req);
  const condition = conditionOf(headersOf(req), representationOf);
  const json = await readOptionalJson(req);
  return {
    orderId,
    request: validateBody(schema, json),
    caller: req.caller,
    ...(key !== undefined && { key: { key, fingerprint: fingerprintOf(json) } }),
    ...(condition && { condition }),
    cause: causeOf(req.caller.actor),
    deadline: req.deadline,
  };
}
