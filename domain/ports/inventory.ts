/** Stock on hand and reserved, per SKU, in units. */
export interface StockLevel {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** max(0, onHand − reserved) */
  readonly available: number;
}

/** Stock as the warehouse sets it: one tenant's. */
export interface Inventory {
  find(sku: string): Promise<StockLevel | undefined>;
  setOnHand(sku: string, onHand: number): Promise<StockLevel>;
  /** The same, if `condition` holds for what there is at that instant; undefined, and nothing is set, when it does not. */
  setOnHandIf(sku: string, onHand: number, condition: (level: StockLevel | undefined) => boolean): Promise<StockLevel | undefined>;
  /** By the name of the SKU. */
  list(page: StockPage): Promise<readonly StockLevel[]>;
  /** SKUs of which more is reserved than is on hand. */
  listShort(page: StockPage): Promise<readonly ShortStock[]>;
}

export interface StockPage {
  readonly limit: number;
  /** The last SKU of the page before. */
  readonly after?: string;
}

export interface ShortStock extends StockLevel {
  /** reserved − onHand */
  readonly missing: number;
  /** Orders that cannot be honoured when the oldest reservation is served first; oldest first, at most 100. */
  readonly orderIds: readonly string[];
}
