import { END_STATUSES } from '../../domain/order-status.ts';

/**
 * The statuses of orders at their end, as literals between the brackets of `in (…)`: a partial index serves a statement whose
 * constants stand in its text, not among its values.
 */
export const END_STATUSES_SQL = END_STATUSES.map((status) => `'${status}'`).join(', ');
