import type { Request } from 'express';
import { viewOf } from '../../../domain/order-view.ts';
import { fingerprintOf } from '../../idempotency/fingerprint.ts';
import { createOrderBody, toOrderRequest } from '../../orders/request-schemas.ts';
import type { SubmitCall, SubmitOutcome, SubmitPreferences } from '../../orders/submit-order.ts';
import type { Answer } from '../answer.ts';
import { causeOf } from '../../cause.ts';
import { etagOf } from '../../etag.ts';
import { headerLines } from '../header.ts';
import { readIdempotencyKey, REPLAYED } from '../idempotency-key.ts';
import { readJson } from '../json-body.ts';
import { parsePrefer } from '../../prefer.ts';
import type { Handler } from '../resource.ts';
import { validateBody } from '../../validate.ts';
import { locationOf } from './location.ts';

/** POST /orders */
export function submit(submitOrder: (call: SubmitCall) => Promise<SubmitOutcome>, draining: AbortSignal): Handler {
  return async (req) => {
    const preferences = parsePrefer(headerLines(req, 'Prefer'));
    const call = await readSubmitCall(req, preferences);
    // Who asked to wait is answered with what is known before a process ends: the wait may be longer than its drain.
    const isAwaited = () => !req.socket.destroyed && !(preferences.waitSeconds !== undefined && draining.aborted);
    return answerOf(await submitOrder({ ...call, isAwaited }), preferences);
  };
}

async function readSubmitCall(req: Request, preferences: SubmitPreferences): Promise<Omit<SubmitCall, 'isAwaited'>> {
  const key = readIdempotencyKey(req);
  const body = await readJson(req);
  return {
    request: toOrderRequest(validateBody(createOrderBody, body), req.caller.actor),
    caller: req.caller,
    ...(key !== undefined && { key: { key, fingerprint: fingerprintOf(body) } }),
    cause: causeOf(req.caller.actor),
    deadline: req.deadline,
    preferences,
  };
}

function answerOf(outcome: SubmitOutcome, { waitSeconds }: SubmitPreferences): Answer {
  const { order, honoured } = outcome;
  const applied = honoured && { 'Preference-Applied': honoured === 'wait' ? `wait=${waitSeconds}` : 'respond-async' };
  const headers = { Location: locationOf(order.id), ...applied };
  const body = viewOf(order);
  if (outcome.kind === 'accepted') return { status: 202, headers, body };
  return { status: 201, headers: { ...headers, ETag: etagOf(order.version), ...(outcome.isReplay && REPLAYED) }, body };
}
