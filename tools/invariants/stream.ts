import { ERASED } from '../../domain/erasure.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { ORDER_COLUMNS_IN_SCOPE, sqlCheck, type SqlQuestion, type Within } from './sql-check.ts';
import type { StreamCopy } from './stream-copy.ts';

/** A message's place where it names no order. */
const MESSAGE_ID = `coalesce(s.order_id, 'message ' || s.seq)`;
/** Messages of an order that nobody knows are always looked at. */
const MESSAGE = { id: MESSAGE_ID, createdAt: `coalesce(o.created_at, 'infinity')` };

/** Compares events and outbox with the copy of the stream. The copy is read first: what it holds was committed before. */
export function streamChecks(db: OrdersDatabase, stream: StreamCopy): Check[] {
  const check: AfterCopy = (question) => sqlCheck(db, { ...question, before: ({ onSeen }) => stream.bringUpToDate(onSeen) });
  const maxAge = () => [stream.maxAgeMs()];
  return [...eventsAreSent(check, maxAge), ...messagesAreEvents(check, maxAge)];
}

type AfterCopy = (question: Omit<SqlQuestion, 'before'>) => Check;

function eventsAreSent(check: AfterCopy, maxAge: () => number[]): Check[] {
  return [
    check({
      number: '5f',
      title: 'Every committed event was sent',
      of: 'events',
      counted: (within) => `
        select count(*) from order_events e join orders o on o.id = e.order_id where ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // A relay that works off what waited while NATS was away is under way, however old the rows are; what was refused stays so.
      violations: (within) => `
        select o.id, format('event %s waits in the outbox since %s%s', min(b.sequence), min(b.created_at),
            case when count(*) > 1 then format(', and %s more', count(*) - 1) else '' end
              || case when bool_or(b.refused_at is not null) then ': the stream refuses it for its size' else '' end) as says,
          case when bool_or(b.refused_at is not null) then null else clock_timestamp() end as changed_at
        from outbox b join orders o on o.id = b.order_id
        where b.sent_at is null and ${within(ORDER_COLUMNS_IN_SCOPE)} group by o.id`,
    }),
    check({
      number: '5g',
      title: "Every event that was sent is in the stream, within the stream's age limit, unless its customer was erased",
      of: 'events',
      counted: (within) => `
        select count(*) from order_events e join orders o on o.id = e.order_id where ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      values: maxAge,
      // Sent: marked so, or no longer in the outbox, which only rows that were sent leave.
      violations: (within) => `
        select o.id, 'sent and not in the stream: ' || string_agg('event ' || e.sequence, ', ' order by e.sequence) as says,
          max(coalesce(b.sent_at, e.at)) as changed_at
        from order_events e join orders o on o.id = e.order_id
          left join (select order_id, sequence, max(sent_at) as sent_at, bool_or(sent_at is null) as waits from outbox group by order_id, sequence) b
            on b.order_id = e.order_id and b.sequence = e.sequence
          left join stream_copy s on s.order_id = e.order_id and s.sequence = e.sequence
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and s.seq is null and not coalesce(b.waits, false) and o.customer_id <> '${ERASED}'
          and coalesce(b.sent_at, e.at) > now() - $3::bigint * interval '1 ms' + interval '1 minute'
        group by o.id`,
    }),
  ];
}

function messagesAreEvents(check: AfterCopy, maxAge: () => number[]): Check[] {
  const countMessages = (within: Within) => `
    select count(*) from stream_copy s left join orders o on o.id = s.order_id where ${within(MESSAGE)}`;
  return [
    check({
      number: '5h',
      title: 'Nothing is in the stream that was not committed',
      of: 'messages',
      counted: countMessages,
      violations: (within) => `
        select ${MESSAGE_ID} as id, string_agg(format('message %s: %s', s.seq, case
            when e.order_id is null then format('event %s was never committed', coalesce(s.sequence::text, 'without a sequence'))
            when s.subject <> e.type then format('event %s was committed as %s, and sent as %s', s.sequence, e.type, s.subject)
            else format('its body is version %s of order %s', s.body_version, s.body_id) end), '; ' order by s.seq) as says,
          null::timestamptz as changed_at
        from stream_copy s left join orders o on o.id = s.order_id
          left join order_events e on e.order_id = s.order_id and e.sequence = s.sequence
        where ${within(MESSAGE)} and (e.order_id is null or s.subject <> e.type
          or s.body_id is distinct from s.order_id or s.body_version is distinct from s.sequence)
        group by 1`,
    }),
    check({
      number: '5i',
      title: "An order's events appear first in the order of their sequence",
      of: 'messages',
      counted: countMessages,
      values: maxAge,
      // Where a first appearance has outlived the stream's age limit, a repeat may be what is left of it.
      violations: (within) => `
        select id, string_agg(format('event %s (message %s) came before event %s (message %s)', sequence, first, earlier, earlier_first), '; ' order by sequence) as says,
          null::timestamptz as changed_at
        from (
          select s.order_id as id, s.sequence, min(s.seq) as first, lag(s.sequence) over by_sequence as earlier, lag(min(s.seq)) over by_sequence as earlier_first
          from stream_copy s join order_events e on e.order_id = s.order_id and e.sequence = s.sequence join orders o on o.id = s.order_id
          where ${within(ORDER_COLUMNS_IN_SCOPE)} and e.at > now() - $3::bigint * interval '1 ms'
          group by s.order_id, s.sequence
          window by_sequence as (partition by s.order_id order by s.sequence)
        ) appearances where first < earlier_first group by id`,
    }),
    check({
      number: '5j',
      title: 'ce-id is <order>:<sequence> and the Nats-Msg-Id, ce-type is the subject',
      of: 'messages',
      counted: countMessages,
      violations: (within) => `
        select ${MESSAGE_ID} as id, string_agg(format('message %s: ce-id %s, Nats-Msg-Id %s, ce-type %s, subject %s', s.seq,
            coalesce(s.ce_id, 'none'), coalesce(s.msg_id, 'none'), coalesce(s.ce_type, 'none'), s.subject), '; ' order by s.seq) as says,
          null::timestamptz as changed_at
        from stream_copy s left join orders o on o.id = s.order_id
        where ${within(MESSAGE)} and (s.ce_id is distinct from s.msg_id or s.ce_type is distinct from s.subject
          or s.ce_id is distinct from s.order_id || ':' || s.sequence)
        group by 1`,
    }),
  ];
}
