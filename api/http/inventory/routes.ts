import { DomainError } from '../../../domain/errors.ts';
import { isSku, listStock, readStock, setStock, type InventoryOf } from '../../inventory/stock.ts';
import { readJson } from '../json-body.ts';
import { pathParameter, queryOf } from '../address.ts';
import { headersOf } from '../header.ts';
import { conditionOf, readPreconditions } from '../../preconditions.ts';
import { answerRead } from '../read-answer.ts';
import type { CallersResources, Handler } from '../resource.ts';
import { validateBody, validateQuery } from '../../validate.ts';
import { representationOf } from './representation.ts';
import { makeCursor, readCursor } from './cursor.ts';
import { setStockBody, stockQuery } from './schemas.ts';

export function inventoryRoutes(inventoryOf: InventoryOf): CallersResources {
  return {
    '/inventory': { GET: { operation: 'listStock', query: Object.keys(stockQuery.shape), handle: list(inventoryOf) } },
    '/inventory/{sku}': {
      GET: { operation: 'readStock', handle: read(inventoryOf) },
      PUT: { operation: 'setStock', handle: set(inventoryOf) },
    },
  };
}

function list(inventoryOf: InventoryOf): Handler {
  const pageOf = listStock(inventoryOf);
  return async (req) => {
    const { short = false, limit, cursor } = validateQuery(stockQuery, queryOf(req));
    const after = cursor === undefined ? undefined : readCursor(cursor, short);
    const { skus, last } = await pageOf({ short, limit, ...(after !== undefined && { after }) }, req.caller);
    return { status: 200, body: { skus, nextCursor: last === undefined ? null : makeCursor(last, short) } };
  };
}

function read(inventoryOf: InventoryOf): Handler {
  const levelOf = readStock(inventoryOf);
  return async (req) => {
    const preconditions = readPreconditions(headersOf(req));
    const level = await levelOf(pathParameter(req, 'sku'), req.caller);
    return answerRead(preconditions, representationOf(level), level);
  };
}

function set(inventoryOf: InventoryOf): Handler {
  const setTo = setStock(inventoryOf);
  return async (req) => {
    const sku = pathParameter(req, 'sku');
    if (!isSku(sku))
      throw new DomainError('INVALID_REQUEST', 'The SKU is not acceptable.', [
        { pointer: '{sku}', detail: 'must have 1–100 characters, none of them NUL and not all of them white space' },
      ]);
    const condition = conditionOf(headersOf(req), representationOf);
    const { onHand } = validateBody(setStockBody, await readJson(req));
    // Without ETag: what was sent is not what is stored (RFC 9110, section 9.3.4).
    return {
      status: 200,
      body: await setTo({ caller: req.caller, sku, onHand, ...(condition && { condition }), deadline: req.deadline.signal }),
    };
  };
}
