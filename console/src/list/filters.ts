import type { ListFilters, OrderStatus } from '../data/order-types.ts';
import { STATUSES } from '../words/names.ts';

/** What a person asked for; stands in the address, so that it can be sent to a colleague. */
export interface Filters {
  readonly find: string;
  readonly status: OrderStatus | '';
  readonly needsAttention: boolean;
  /** Days of the viewer's calendar, both included. */
  readonly from: string;
  readonly until: string;
}

export const NO_FILTERS: Filters = { find: '', status: '', needsAttention: false, from: '', until: '' };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const dayOf = (given: string | null) => (given !== null && DAY.test(given) ? given : '');

export function filtersIn(params: URLSearchParams): Filters {
  const status = params.get('status');
  return {
    find: params.get('find')?.trim() ?? '',
    status: STATUSES.find((known) => known === status) ?? '',
    needsAttention: params.get('attention') === 'true',
    from: dayOf(params.get('from')),
    until: dayOf(params.get('until')),
  };
}

export function paramsOf({ find, status, needsAttention, from, until }: Filters): URLSearchParams {
  const given = { find, status, attention: needsAttention ? 'true' : '', from, until };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ''));
}

export function queryOf({ find, status, needsAttention, from, until }: Filters): ListFilters {
  return {
    ...found(find),
    ...(status !== '' && { status }),
    ...(needsAttention && { needsAttention }),
    ...(from !== '' && { createdAfter: startOf(from, 0) }),
    ...(until !== '' && { createdBefore: startOf(until, 1) }),
  };
}

const ORDER_NUMBER = /^[\dA-HJKMNP-TV-Z]{5}-[\dA-HJKMNP-TV-Z]{5}$/i;
const ORDER_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const isOrderId = (text: string) => ORDER_ID.test(text);

/** By its look: an order's number, `sku:…`, metadata as `name=value`; anything else names a customer. */
function found(text: string): ListFilters {
  if (text === '') return {};
  if (ORDER_NUMBER.test(text)) return { orderNumber: text.toUpperCase() };
  if (text.startsWith('sku:')) return { sku: text.slice('sku:'.length).trim() };
  const equals = text.indexOf('=');
  if (equals > 0) return { metadata: { [`metadata.${text.slice(0, equals).trim()}`]: text.slice(equals + 1).trim() } };
  return { customerId: text };
}

/** The start of a day of the viewer's calendar, so many days later. */
function startOf(day: string, later: number): string {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + later);
  return start.toISOString();
}
