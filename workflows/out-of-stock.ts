import type { Shortage } from '../domain/ports/stock-keeper.ts';

/** What is short, for people. */
export function outOfStock(shortages: readonly Shortage[]): string {
  const text = shortages.map(({ sku, wanted, available }) => `${sku}: ${wanted} wanted, ${available} available`).join('; ');
  return `Not enough in stock. ${text}`.slice(0, 1000);
}
