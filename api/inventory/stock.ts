import { DomainError } from '../../domain/errors.ts';
import type { Inventory, ShortStock, StockLevel, StockPage } from '../../domain/ports/inventory.ts';
import type { Caller } from '../caller.ts';
import { sku as skuSchema } from '../orders/request-schemas.ts';

/** Each tenant has a stock of its own. */
export type InventoryOf = (tenant: string) => Inventory;

/** @throws DomainError SKU_NOT_FOUND */
export function readStock(inventoryOf: InventoryOf) {
  return async (sku: string, { tenant }: Caller): Promise<StockLevel> => {
    const level = isSku(sku) ? await inventoryOf(tenant).find(sku) : undefined;
    if (!level) throw new DomainError('SKU_NOT_FOUND', 'No stock was ever set for this SKU.');
    return level;
  };
}

export interface SetStockCall {
  readonly caller: Caller;
  /** One that {@link isSku}. */
  readonly sku: string;
  readonly onHand: number;
  /** Whether it may be set as things stand; undefined stands for a SKU that was never set. Absent: however they stand. */
  readonly condition?: (level: StockLevel | undefined) => boolean;
  readonly deadline: AbortSignal;
}

/**
 * Sets what is on hand, which may be less than is reserved.
 * @throws DomainError PRECONDITION_FAILED, before anything is set
 */
export function setStock(inventoryOf: InventoryOf) {
  return async ({ caller, sku, onHand, condition, deadline }: SetStockCall): Promise<StockLevel> => {
    deadline.throwIfAborted();
    const inventory = inventoryOf(caller.tenant);
    if (!condition) return inventory.setOnHand(sku, onHand);
    const level = await inventory.setOnHandIf(sku, onHand, condition);
    if (!level)
      throw new DomainError('PRECONDITION_FAILED', 'Nothing was set: the stock is another by now. Read it again before you decide.');
    return level;
  };
}

export interface StockList {
  readonly skus: readonly (StockLevel | ShortStock)[];
  /** The last SKU of this page, when there is a next one. */
  readonly last?: string;
}

/** One page of the stock by SKU; `short`: of what more is reserved than is on hand, with the orders that cannot be honoured. */
export function listStock(inventoryOf: InventoryOf) {
  return async ({ short, ...page }: StockPage & { readonly short: boolean }, { tenant }: Caller): Promise<StockList> => {
    const inventory = inventoryOf(tenant);
    // One more than asked for tells whether there is a next page.
    const wanted = { ...page, limit: page.limit + 1 };
    const found = short ? await inventory.listShort(wanted) : await inventory.list(wanted);
    const skus = found.slice(0, page.limit);
    const last = found.length > page.limit ? skus.at(-1) : undefined;
    return { skus, ...(last && { last: last.sku }) };
  };
}

/** Whether a SKU may be called so: what may not is in no table, so none is asked. */
export function isSku(text: string): boolean {
  return skuSchema.safeParse(text).success;
}
