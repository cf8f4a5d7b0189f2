import type { Order } from '../../domain/order.ts';
import type { Cause, EventType } from '../../domain/order-event.ts';
import { snapshotText } from '../../domain/order-snapshot.ts';
import { currentTrace } from '../../platform/spans.ts';
import type { PaymentMethod } from '../../domain/order.ts';
import { ORDER_COLUMNS, type Given, type OrderColumn } from './order-columns.ts';
import { SELECTED_COLUMNS } from './order-row.ts';

/** The text of a statement, made once, and the values of `$1` … in it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface EventFields {
  readonly step: string;
  readonly type: EventType;
  readonly cause: Cause;
  readonly why: string;
}

/** Numbers a statement's values in the order in which its text names them. */
type Place = (cast?: string) => string;

function statement(textOf: (place: Place) => string): string {
  let count = 0;
  return textOf((cast = '') => `$${++count}${cast}`);
}

const INSERTED: readonly OrderColumn[] = Object.values<OrderColumn>(ORDER_COLUMNS);
const UPDATED = INSERTED.flatMap((column) => (column.isWrittenOnce ? [] : [column]));

/** Its values: the order, the step. */
export const FIND_ORDER = `
  select ${SELECTED_COLUMNS}, o.xmin::text as "writtenBy",
    exists (select from order_events e where e.order_id = o.id and e.step = $2) as recorded
  from orders o where o.id = $1`;

/** Writes the order, or finds the one that is there: its own row this statement does not see. */
const INSERT_OR_FIND = statement(
  (place) => `
  with changed as (
    insert into orders (${INSERTED.map(({ name }) => name).join(', ')})
    values (${INSERTED.map(({ kind }) => place(kind.cast)).join(', ')})
    on conflict (id) do nothing
    returning id, version, updated_at, xmin::text as "writtenBy"
  ), ${recordEvent(place, place())}
  select (select "writtenBy" from changed) as "insertedBy", found.*
  from (select) one left join (select ${SELECTED_COLUMNS}, o.xmin::text as "writtenBy" from orders o where o.id = ${place()}) found on true`,
);

/** Compare and swap: writes nothing when the row is not any more as it was seen, or the step is recorded already. */
const UPDATE = statement((place) => {
  const set = UPDATED.map(({ name, kind }) => `${name} = ${place(kind.cast)}`).join(', ');
  const [id, version, writtenBy, step] = [place(), place(), place(), place()];
  return `
  with changed as (
    update orders set ${set}
    where id = ${id} and version = ${version} and xmin::text = ${writtenBy}
      and not exists (select from order_events e where e.order_id = ${id} and e.step = ${step})
    returning id, version, updated_at, xmin::text as "writtenBy"
  ), ${recordEvent(place, step)}
  select "writtenBy" from changed`;
});

function recordEvent(place: Place, step: string): string {
  return `event as (
    insert into order_events (order_id, sequence, step, type, at, actor, why, request_id, traceparent, tracestate, snapshot)
    select id, version, ${step}, ${place()}, updated_at, ${place()}, ${place()}, ${place()}, ${place()}, ${place()}, ${place('::json')}
    from changed
    returning order_id, sequence, at
  ), queued as (
    insert into outbox (order_id, sequence, created_at) select order_id, sequence, at from event
  )`;
}

/**
 * Answers one row: `insertedBy` when the order was written, else the row that was there, of which nothing is known yet where its writer
 * was at it at the same instant.
 */
export function insertOrFindOrder(order: Order, given: Given, event: EventFields): Statement {
  const columns = INSERTED.map(({ kind, value }) => stored(kind, value(order, given)));
  return { text: INSERT_OR_FIND, values: [...columns, ...eventValues(snapshotText(order), event), order.id] };
}

interface Seen {
  readonly order: Order;
  readonly writtenBy: string;
  readonly paymentMethod: PaymentMethod;
}

/** `seen`: the order that was changed, and what wrote it. Answers `writtenBy`, or no row when nothing was written. */
export function updateOrder(order: Order, seen: Seen, event: EventFields): Statement {
  const { paymentMethod } = seen;
  const columns = UPDATED.map(({ kind, value }) => stored(kind, value(order, { paymentMethod })));
  return {
    text: UPDATE,
    values: [...columns, order.id, order.version - 1, seen.writtenBy, ...eventValues(snapshotText(order, seen.order), event)],
  };
}

/** Whoever sends the event continues the trace of the step that writes it. */
function eventValues(snapshot: string, { step, type, cause, why }: EventFields): unknown[] {
  const current = currentTrace();
  const { traceparent, tracestate } = current.traceparent === undefined ? cause : current;
  return [step, type, cause.actor, why, cause.requestId ?? null, traceparent ?? null, tracestate ?? null, snapshot];
}

function stored(kind: OrderColumn['kind'], value: unknown): unknown {
  return value === undefined || value === null ? null : kind.write(value);
}
