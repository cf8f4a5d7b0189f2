import type { OrderFilter } from '../../domain/ports/order-reader.ts';
import { SELECTED_COLUMNS } from './order-row.ts';
import type { Statement } from './order-statements.ts';

/** Names and values that an order has rows in `order_terms` for. */
type Term = readonly [name: string, value: string];

/**
 * A page of orders, newest first. Keyset paging on what never changes (createdAt, id): nothing is missed or repeated, however many
 * orders arrive meanwhile. The text depends on which filters are given, and not on their values.
 */
export function selectPage(filter: OrderFilter): Statement {
  const values: unknown[] = [];
  const place: Place = (value, cast = '') => `$${values.push(value)}${cast}`;
  const tenant = place(filter.tenant);
  const terms = termsOf(filter);
  const source = terms.length > 0 ? byTerms(terms, tenant, place) : BY_COLUMNS;
  const conditions = [`o.tenant = ${tenant}`, ...source.conditions, ...conditionsOf(filter, source, place)];
  const text = `
    ${source.preamble}select ${SELECTED_COLUMNS} from ${source.from}
    where ${conditions.join(' and ')}
    order by ${source.createdAt} desc, ${source.id} desc limit ${place(filter.limit, '::int')}`;
  return { text, values };
}

/** Takes a value in, and answers how the text names it. */
type Place = (value: unknown, cast?: string) => string;

/** Where the orders of a page come from, and the columns in whose order they come. */
interface Source {
  readonly preamble: string;
  readonly from: string;
  readonly conditions: readonly string[];
  readonly createdAt: string;
  readonly id: string;
}

const BY_COLUMNS: Source = { preamble: '', from: 'orders o', conditions: [], createdAt: 'o.created_at', id: 'o.id' };

/** Beyond so many, which term is rarer matters little. */
const MANY = 1000;

/**
 * The rarest term leads, and the others are looked up for each order it leads to. PostgreSQL cannot know which that is: a plan that
 * it keeps is the same for all values, and took 1.3 s for a rare term beside one of 830,000 orders.
 */
function byTerms(terms: readonly Term[], tenant: string, place: Place): Source {
  const names = place(
    terms.map(([name]) => name),
    '::text[]',
  );
  const values = place(
    terms.map(([, value]) => value),
    '::text[]',
  );
  return {
    preamble: `
    with wanted as (select order_term(${tenant}, name, value) as term from unnest(${names}, ${values}) given(name, value)),
    rarest as (
      select term from wanted
      order by (select count(*) from (select from order_terms t where t.term = wanted.term limit ${MANY}) counted) limit 1
    )
    `,
    from: 'order_terms t join orders o on o.id = t.order_id',
    conditions: [
      't.term = (select term from rarest)',
      `not exists (select from wanted where not exists (
        select from order_terms has where has.term = wanted.term and has.created_at = t.created_at and has.order_id = t.order_id))`,
    ],
    createdAt: 't.created_at',
    id: 't.order_id',
  };
}

function termsOf({ orderNumber, sku, metadata = {} }: OrderFilter): Term[] {
  return [
    ...(orderNumber === undefined ? [] : [['orderNumber', orderNumber] as const]),
    ...(sku === undefined ? [] : [['sku', sku] as const]),
    ...Object.entries(metadata).map(([key, value]) => [`metadata.${key}`, value] as const),
  ];
}

function conditionsOf(
  { customerId, status, needsAttention, createdAfter, createdBefore, after }: OrderFilter,
  { createdAt, id }: Source,
  place: Place,
): string[] {
  return [
    ...(customerId === undefined ? [] : [`o.customer_id = ${place(customerId)}`]),
    ...(status === undefined ? [] : [`o.status = ${place(status, '::"OrderStatus"')}`]),
    ...(needsAttention === undefined ? [] : [`o.attention is ${needsAttention ? 'not null' : 'null'}`]),
    ...(createdAfter === undefined ? [] : [`${createdAt} > ${place(createdAfter, '::timestamptz')}`]),
    ...(createdBefore === undefined ? [] : [`${createdAt} < ${place(createdBefore, '::timestamptz')}`]),
    ...(after === undefined ? [] : [`(${createdAt}, ${id}) < (${place(after.createdAt, '::timestamptz')}, ${place(after.id)})`]),
  ];
}
