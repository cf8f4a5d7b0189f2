// What stands on the money of lines, of an order `o`, in SQL as domain/line-money.ts has it.

/** What all units of the line `i` cost. */
export const NET = `coalesce((i->>'netCents')::bigint, (i->>'quantity')::bigint * (i->>'priceCents')::bigint)`;

/** How many units of the line `i` were not cancelled before their capture. */
export const UNITS_PAID = `((i->>'quantity')::bigint - coalesce((i->>'cancelledBeforeCapture')::bigint, 0))`;

/** What those cost together. */
export const PAID = `(${UNITS_PAID} * (${NET} / (i->>'quantity')::bigint) + least(${UNITS_PAID}, ${NET} % (i->>'quantity')::bigint))`;

/** What is of the order and of none of its lines. */
export const OWN = `(o.total_cents - (select sum(${NET}) from json_array_elements(o.items) i))`;

/** What is due for an order that is not undone. */
export const DUE = `(${OWN} + (select sum(${PAID}) from json_array_elements(o.items) i))`;

/** What an order that was given back may have kept: what is of no line, when goods came back; and fees, when they were delivered before. */
export const MAY_KEEP = `case when o.status <> 'RETURNED' then 0 when o.returns is null then ${OWN} else o.captured_cents end`;
