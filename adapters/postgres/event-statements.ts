/** Of snapshots: what a part of a history may hold in memory, however large the events are. */
const MOST_BYTES = 2 * 1024 ** 2;

/**
 * Its values: the order, the first sequence, how many. One more is looked at, to tell whether there are more. The first two are
 * answered whatever their size: a page begins with the event before it.
 */
export const EVENTS_FROM = `
  select "orderId", sequence, type, at, actor, why, "requestId", traceparent, tracestate, snapshot, found > count(*) over () as "isMore"
  from (
    select order_id as "orderId", sequence, type, at, actor, why, request_id as "requestId", traceparent, tracestate, snapshot,
      count(*) over () as found, row_number() over up_to as place,
      sum(octet_length(snapshot::text)) over up_to as bytes
    from (select * from order_events where order_id = $1 and sequence >= $2 order by sequence limit $3::int + 1) looked
    window up_to as (order by sequence)
  ) measured
  where place <= $3::int and (place <= 2 or bytes <= ${MOST_BYTES})
  order by sequence`;
