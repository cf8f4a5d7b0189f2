import { randomUUID } from 'node:crypto';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { newOrder, type Order, type OrderRequest } from '../../domain/order.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { OrderReader } from '../../domain/ports/order-reader.ts';
import type { NewOrder, OrderStore } from '../../domain/ports/order-store.ts';
import { addToContext } from '../../platform/request-context.ts';
import type { WakeUps } from '../../domain/ports/wake-ups.ts';
import type { Caller } from '../caller.ts';
import type { Deadline } from '../deadline.ts';
import { idFromKey } from '../idempotency/key-scope.ts';
import { keyReused, type RepeatKey } from '../idempotency/repeat-key.ts';
import type { OrderSources } from './find-order.ts';
import { logOrder } from './log-order.ts';
import { waitUntilPastCreated, waitUntilWritten } from './wait-for-order.ts';

export interface SubmitDependencies extends OrderSources {
  /** How long every order can be changed before it is handed over (ms). */
  readonly handOverDelayMs: number;
  readonly orders: OrderStore;
  readonly wakeUps: Pick<WakeUps, 'isUp' | 'listen'>;
  readonly now: () => Date;
}

/** An order that a caller wants made, however it came in. */
export interface SubmitCall {
  readonly request: OrderRequest;
  readonly caller: Caller;
  /** Absent when the caller sent none: then each call is an order of its own. */
  readonly key?: RepeatKey;
  readonly cause: Cause;
  readonly deadline: Deadline;
  readonly preferences: SubmitPreferences;
  /** Whether it still makes sense to wait: the caller is there, and so is who answers. */
  readonly isAwaited: () => boolean;
}

export interface SubmitPreferences {
  /** Answer as soon as the order cannot be lost. */
  readonly respondAsync: boolean;
  /** Wait so long (s) until the order is confirmed or rejected, and have the deadline later by as much. */
  readonly waitSeconds?: number;
}

/** `accepted`: Temporal has the order and will finish it. `honoured`: the preference by which the call was answered. */
export type SubmitOutcome =
  | { readonly kind: 'created'; readonly order: Order; readonly isReplay: boolean; readonly honoured?: 'wait' }
  | { readonly kind: 'accepted'; readonly order: Order; readonly honoured?: 'respond_async' };

/** What is left of the deadline for finding out how things stand and answering (ms). */
const ANSWER_RESERVE_MS = 500;

/**
 * Has an order made, once per key.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED, DEADLINE_EXCEEDED; DependencyError when nothing is known to be started
 */
export function submitOrder(deps: SubmitDependencies): (call: SubmitCall) => Promise<SubmitOutcome> {
  const { reader, workflows } = deps;
  return async (call) => {
    const { preferences, deadline } = call;
    const receivedAt = deps.now().toISOString();
    const order = newOrderOf(call, deps);
    if (preferences.waitSeconds !== undefined) extendBy(preferences.waitSeconds, deadline);

    // Also shows that PostgreSQL is there: where it is not, nothing is started.
    const known = await findAgreeing(reader, order);
    if (known) return created(deps, call, known, true);
    // An order that nobody can be told of any more must not start.
    if (deadline.leftMs() <= ANSWER_RESERVE_MS) throw new DomainError('DEADLINE_EXCEEDED', 'the look for an earlier order took too long');

    const started = await workflows.start(order, call.cause, deadline.before(ANSWER_RESERVE_MS));
    if (preferences.respondAsync && preferences.waitSeconds === undefined)
      return accepted(deps, order, { receivedAt, deadline, honoured: 'respond_async' });
    // Who did not start it waits for the row: it may be of other content.
    const look = () => (started === 'started' ? record(deps, order, call.cause) : findAgreeing(reader, order)).catch(ignoreOutage);
    const waitMs = deadline.leftMs() - ANSWER_RESERVE_MS;
    const written = await waitUntilWritten(look, { ...waitingFor(deps, order, call), waitMs });
    return written ? created(deps, call, written, false) : accepted(deps, order, { receivedAt, deadline });
  };
}

function extendBy(waitSeconds: number, deadline: Deadline): void {
  deadline.extendBy(waitSeconds * 1000);
  addToContext({ waitSeconds });
}

/** Under a key the id follows from it; without one there is nothing to compare a repeat with. */
function newOrderOf({ request, caller, key }: SubmitCall, { handOverDelayMs }: SubmitDependencies): NewOrder {
  const id = key ? idFromKey({ caller, method: 'POST', path: '/orders', key: key.key }) : randomUUID();
  logOrder(id);
  const settings = { ...(caller.tenant !== '' && { tenant: caller.tenant }), ...(handOverDelayMs > 0 && { handOverDelayMs }) };
  return { id, request: { ...request, ...settings }, fingerprint: key?.fingerprint ?? null };
}

/** @throws DomainError IDEMPOTENCY_KEY_REUSED when other content made the order */
async function findAgreeing(reader: OrderReader, { id, fingerprint }: NewOrder): Promise<Order | undefined> {
  const found = await reader.findCreated(id);
  if (found && found.fingerprint !== fingerprint) throw keyReused();
  return found?.order;
}

/**
 * Takes the workflow's first step for it, so that nobody waits for a worker: row, first event and outbox row, once whoever writes them.
 * Answers the order as it was written, however far it is by now.
 */
async function record({ reader, orders }: SubmitDependencies, order: NewOrder, cause: Cause): Promise<Order | undefined> {
  const written = await orders.create(order, cause);
  return written.version === 1 ? written : findAgreeing(reader, order);
}

function waitingFor({ wakeUps }: SubmitDependencies, { id: orderId }: { readonly id: string }, { isAwaited }: SubmitCall) {
  return { orderId, wakeUps, isAwaited };
}

async function created(deps: SubmitDependencies, call: SubmitCall, order: Order, isReplay: boolean): Promise<SubmitOutcome> {
  const {
    preferences: { waitSeconds },
    deadline,
  } = call;
  if (waitSeconds === undefined) return { kind: 'created', order, isReplay };
  const waitMs = Math.min(waitSeconds * 1000, deadline.leftMs() - ANSWER_RESERVE_MS);
  const look = () => deps.reader.find(order.id).catch(ignoreOutage);
  const latest = await waitUntilPastCreated(look, { ...waitingFor(deps, order, call), waitMs });
  return { kind: 'created', order: latest ?? order, isReplay, honoured: 'wait' };
}

/**
 * Temporal has an order under this id: with a key, perhaps one that other content made.
 * Without one the id is ours alone, and no outage here takes back that the order is accepted.
 */
async function accepted(
  { reader, workflows }: OrderSources,
  order: NewOrder,
  { receivedAt, deadline, ...honoured }: { receivedAt: string; deadline: Deadline; honoured?: 'respond_async' },
): Promise<SubmitOutcome> {
  const ours = newOrder(order.id, order.request, receivedAt);
  if (order.fingerprint === null) return { kind: 'accepted', order: ours, ...honoured };
  const written = await findAgreeing(reader, order).catch(ignoreOutage);
  if (written) return { kind: 'created', order: written, isReplay: false };
  const pending = await workflows.findPending(order.id, deadline.signal);
  if (pending && pending.fingerprint !== order.fingerprint) throw keyReused();
  return { kind: 'accepted', order: pending?.order ?? ours, ...honoured };
}

function ignoreOutage(error: unknown): undefined {
  if (!(error instanceof DependencyError)) throw error;
}
