import type { Request } from 'express';
import { z } from 'zod';
import { orderIdOfReference } from '../../domain/identifiers.ts';
import { addToContext } from '../../platform/request-context.ts';
import { Refusal } from './refusal.ts';

/** What somebody calls a thing of ours: anything but control characters, which PostgreSQL and logs choke on. */
const name = z.string().regex(/^\P{Cc}{1,255}$/u, 'must be 1 to 255 characters');

/** @throws Refusal 422 */
export function readAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new Refusal(422, 'invalid_request', z.prettifyError(error));
}

/** By which the caller knows a payment or a shipment. @throws Refusal 404 for what nothing can be called by */
export function referenceOf(req: Request): string {
  const { success, data } = name.safeParse(req.params['reference']);
  if (success) return logged(data);
  throw new Refusal(404, 'not_found', 'There is nothing under this reference.');
}

/** What a POST makes is known by the key that it was asked for under, so that a repeat makes nothing. @throws Refusal 400 without one */
export function idempotencyKeyOf(req: Request): string {
  const { success, data } = name.safeParse(req.headers['idempotency-key']);
  if (success) return logged(data);
  throw new Refusal(400, 'idempotency_key_required', 'Idempotency-Key is missing or not 1 to 255 characters.');
}

/** From here on every log line of this request names the order. */
function logged(reference: string): string {
  const orderId = orderIdOfReference(reference);
  if (orderId !== undefined) addToContext({ orderId });
  return reference;
}
