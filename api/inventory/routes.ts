import type { Request } from 'express';
import { DomainError } from '../../domain/errors.ts';
import type { Inventory } from '../../domain/ports.ts';
import { readJson } from '../http/json-body.ts';
import { pathParameter, type Handler, type Resources } from '../http/resource.ts';
import { validateBody } from '../http/validate.ts';
import { sku } from '../orders/schemas.ts';
import { listStock } from './list-stock.ts';
import { setStockBody, stockQuery } from './schemas.ts';

export function inventoryRoutes(inventory: Inventory): Resources {
  return {
    '/inventory': { GET: { query: Object.keys(stockQuery.shape), handle: listStock(inventory) } },
    '/inventory/{sku}': { GET: readStock(inventory), PUT: setStock(inventory) },
  };
}

function readStock(inventory: Inventory): Handler {
  return async (req) => {
    const named = skuOf(req);
    const level = named === undefined ? undefined : await inventory.find(named);
    if (!level) throw new DomainError('SKU_NOT_FOUND', 'No stock was ever set for this SKU.');
    return { status: 200, body: level };
  };
}

function setStock(inventory: Inventory): Handler {
  return async (req) => {
    const named = skuOf(req);
    if (named === undefined)
      throw new DomainError('INVALID_REQUEST', 'The SKU is not acceptable.', [
        { pointer: '{sku}', detail: 'must have 1–100 characters, none of them NUL' },
      ]);
    const { onHand } = validateBody(setStockBody, await readJson(req));
    req.deadline.signal.throwIfAborted();
    return { status: 200, body: await inventory.setOnHand(named, onHand) };
  };
}

/** Undefined for what no SKU can be. */
function skuOf(req: Request): string | undefined {
  return sku.safeParse(pathParameter(req, 'sku')).data;
}
