import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Inventory } from '../../domain/ports.ts';
import { queryOf, type Handler } from '../http/resource.ts';
import { validateQuery } from '../http/validate.ts';
import { sku } from '../orders/schemas.ts';
import { stockQuery } from './schemas.ts';

/** GET /inventory */
export function listStock(inventory: Inventory): Handler {
  return async (req) => {
    const { short = false, limit, cursor } = validateQuery(stockQuery, queryOf(req));
    const after = cursor === undefined ? undefined : readCursor(cursor, short);
    // One more than asked for tells whether there is a next page.
    const page = { limit: limit + 1, ...(after !== undefined && { after }) };
    const found = short ? await inventory.listShort(page) : await inventory.list(page);
    const skus = found.slice(0, limit);
    const last = skus.at(-1);
    return { status: 200, body: { skus, nextCursor: found.length > limit && last ? makeCursor(last.sku, short) : null } };
  };
}

const content = z.tuple([sku, z.boolean()]);

function makeCursor(last: string, short: boolean): string {
  return Buffer.from(JSON.stringify([last, short])).toString('base64url');
}

/** @throws DomainError MALFORMED_REQUEST for anything that {@link makeCursor} did not make for this list */
function readCursor(cursor: string, short: boolean): string {
  const parsed = content.safeParse(decode(cursor));
  if (!parsed.success) throw badCursor('must be the nextCursor of a page');
  const [last, wasShort] = parsed.data;
  if (wasShort !== short) throw badCursor('belongs to a list with another `short`');
  return last;
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function badCursor(detail: string): DomainError {
  return new DomainError('MALFORMED_REQUEST', 'The cursor cannot be used.', [{ pointer: '?cursor', detail }]);
}
