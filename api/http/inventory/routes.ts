import { DomainError } from '../../../domain/errors.ts';
import type { Inventory } from '../../../domain/ports/inventory.ts';
import { isSku, listStock, readStock, setStock } from '../../inventory/stock.ts';
import { readJson } from '../json-body.ts';
import { pathParameter, queryOf } from '../address.ts';
import { conditionOf, readPreconditions } from '../preconditions.ts';
import { answerRead } from '../read-answer.ts';
import type { CallersResources, Handler } from '../resource.ts';
import { validateBody, validateQuery } from '../../validate.ts';
import { representationOf } from './representation.ts';
import { makeCursor, readCursor } from './cursor.ts';
import { setStockBody, stockQuery } from './schemas.ts';

export function inventoryRoutes(inventory: Inventory): CallersResources {
  return {
    '/inventory': { GET: { operation: 'listStock', query: Object.keys(stockQuery.shape), handle: list(inventory) } },
    '/inventory/{sku}': {
      GET: { operation: 'readStock', handle: read(inventory) },
      PUT: { operation: 'setStock', handle: set(inventory) },
    },
  };
}

function list(inventory: Inventory): Handler {
  const pageOf = listStock(inventory);
  return async (req) => {
    const { short = false, limit, cursor } = validateQuery(stockQuery, queryOf(req));
    const after = cursor === undefined ? undefined : readCursor(cursor, short);
    const { skus, last } = await pageOf({ short, limit, ...(after !== undefined && { after }) });
    return { status: 200, body: { skus, nextCursor: last === undefined ? null : makeCursor(last, short) } };
  };
}

function read(inventory: Inventory): Handler {
  const levelOf = readStock(inventory);
  return async (req) => {
    const preconditions = readPreconditions(req);
    const level = await levelOf(pathParameter(req, 'sku'));
    return answerRead(preconditions, representationOf(level), level);
  };
}

function set(inventory: Inventory): Handler {
  const setTo = setStock(inventory);
  return async (req) => {
    const sku = pathParameter(req, 'sku');
    if (!isSku(sku))
      throw new DomainError('INVALID_REQUEST', 'The SKU is not acceptable.', [
        { pointer: '{sku}', detail: 'must have 1–100 characters, none of them NUL and not all of them white space' },
      ]);
    const condition = conditionOf(req, representationOf);
    const { onHand } = validateBody(setStockBody, await readJson(req));
    // Without ETag: what was sent is not what is stored (RFC 9110, section 9.3.4).
    return { status: 200, body: await setTo({ sku, onHand, ...(condition && { condition }), deadline: req.deadline.signal }) };
  };
}
