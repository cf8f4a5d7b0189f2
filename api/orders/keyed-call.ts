import type { Request } from 'express';
import type { ZodType } from 'zod';
import { fingerprintOf } from '../http/fingerprint.ts';
import { headerLines } from '../http/header.ts';
import { parseIdempotencyKey, scopeHash } from '../http/idempotency-key.ts';
import { readOptionalJson } from '../http/json-body.ts';
import type { RepeatableCall } from '../http/kept-answer.ts';
import { validateBody } from '../http/validate.ts';
import { locationOf } from './order-answer.ts';
import { orderIdOf } from './order-id.ts';

/** What is left of the deadline for reading the row and answering 202, while the workflow is at work (ms). */
export const ANSWER_RESERVE_MS = 300;

/** A POST about one order: its validated body, and what makes a repeat of it the same call. */
export async function readOrderCall<T>(req: Request, action: string, schema: ZodType<T>): Promise<{ body: T; call: RepeatableCall }> {
  const orderId = orderIdOf(req);
  const givenKey = parseIdempotencyKey(headerLines(req, 'Idempotency-Key'));
  const json = await readOptionalJson(req);
  const path = `${locationOf(orderId)}/${action}`;
  const key = givenKey === undefined ? undefined : scopeHash({ caller: req.caller.id, method: 'POST', path, key: givenKey });
  return { body: validateBody(schema, json), call: { key, orderId, path, fingerprint: fingerprintOf(json) } };
}
