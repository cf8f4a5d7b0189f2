import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { newOrder, type Order } from '../../domain/order.ts';
import type { NewOrder, OrderReader } from '../../domain/ports.ts';
import { logOrder } from './log-order.ts';
import type { Answer } from '../http/answer.ts';
import { fingerprintOf } from '../http/fingerprint.ts';
import { headerLines } from '../http/header.ts';
import { idFromKey, parseIdempotencyKey } from '../http/idempotency-key.ts';
import { readJson } from '../http/json-body.ts';
import { keyReused } from '../http/kept-answer.ts';
import { parsePrefer, type Preferences } from '../http/prefer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import { validateBody } from '../http/validate.ts';
import type { OrderSources } from './find-order.ts';
import { acceptedAnswer, createdAnswer } from './order-answer.ts';
import { createOrderBody, toOrderRequest } from './schemas.ts';
import { waitForRows, waitUntilPastCreated } from './wait-for-order.ts';

export interface SubmitDependencies extends OrderSources {
  readonly now: () => Date;
}

/** What is left of the deadline for finding out how things stand and answering 202 (ms). */
const ANSWER_RESERVE_MS = 500;

/** POST /orders */
export function submitOrder(deps: SubmitDependencies): Handler {
  const { reader, workflows } = deps;
  const untilWritten = waitForRows();
  return async (req) => {
    const preferences = parsePrefer(headerLines(req, 'Prefer'));
    const receivedAt = deps.now().toISOString();
    const order = await readNewOrder(req);
    if (preferences.waitSeconds !== undefined) req.deadline.extendBy(preferences.waitSeconds * 1000);

    // Also shows that PostgreSQL is there: where it is not, nothing is started.
    const known = await findAgreeing(reader, order);
    if (known) return created(deps, req, preferences, known, { 'Idempotent-Replayed': 'true' });
    // An order that nobody can be told of any more must not start.
    if (req.deadline.leftMs() <= ANSWER_RESERVE_MS)
      throw new DomainError('DEADLINE_EXCEEDED', 'the look for an earlier order took too long');

    const started = await workflows.start(order, causeOf('api'), req.deadline.before(ANSWER_RESERVE_MS));
    if (preferences.respondAsync && preferences.waitSeconds === undefined) {
      return accepted(deps, req, order, receivedAt, { 'Preference-Applied': 'respond-async' });
    }
    const isAwaited = () => started === 'running' && !req.socket.destroyed;
    const waitMs = req.deadline.leftMs() - ANSWER_RESERVE_MS;
    const written = await untilWritten(() => findAgreeing(reader, order).catch(ignoreOutage), { waitMs, isAwaited });
    return written ? created(deps, req, preferences, written) : accepted(deps, req, order, receivedAt);
  };
}

/** Without a key each request is an order of its own, and there is nothing to compare a repeat with. */
async function readNewOrder(req: Request): Promise<NewOrder> {
  const key = parseIdempotencyKey(headerLines(req, 'Idempotency-Key'));
  const body = await readJson(req);
  const request = toOrderRequest(validateBody(createOrderBody, body));
  const scope = key === undefined ? undefined : { caller: req.caller.id, method: 'POST', path: '/orders', key };
  const id = scope ? idFromKey(scope) : randomUUID();
  logOrder(id);
  return { id, request, fingerprint: scope ? fingerprintOf(body) : null };
}

/** @throws DomainError IDEMPOTENCY_KEY_REUSED when other content made the order */
async function findAgreeing(reader: OrderReader, { id, fingerprint }: NewOrder): Promise<Order | undefined> {
  const found = await reader.findCreated(id);
  if (found && found.fingerprint !== fingerprint) throw keyReused();
  return found?.order;
}

async function created(
  { reader }: OrderSources,
  req: Request,
  { waitSeconds }: Preferences,
  order: Order,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (waitSeconds === undefined) return createdAnswer(order, headers);
  const waitMs = Math.min(waitSeconds * 1000, req.deadline.leftMs() - ANSWER_RESERVE_MS);
  const latest = await waitUntilPastCreated(() => reader.find(order.id).catch(ignoreOutage), {
    waitMs,
    isAwaited: () => !req.socket.destroyed,
  });
  return createdAnswer(latest ?? order, { ...headers, 'Preference-Applied': `wait=${waitSeconds}` });
}

/**
 * Temporal has an order under this id: with a key, perhaps one that other content made.
 * Without one the id is ours alone, and no outage here takes back that the order is accepted.
 */
async function accepted(
  { reader, workflows }: OrderSources,
  req: Request,
  order: NewOrder,
  receivedAt: string,
  headers?: Record<string, string>,
): Promise<Answer> {
  const ours = newOrder(order.id, order.request, receivedAt);
  if (order.fingerprint === null) return acceptedAnswer(ours, headers);
  const written = await findAgreeing(reader, order).catch(ignoreOutage);
  if (written) return createdAnswer(written);
  const pending = await workflows.findPending(order.id, req.deadline.signal);
  if (pending && pending.fingerprint !== order.fingerprint) throw keyReused();
  return acceptedAnswer(pending?.order ?? ours, headers);
}

function ignoreOutage(error: unknown): undefined {
  if (!(error instanceof DependencyError)) throw error;
}
