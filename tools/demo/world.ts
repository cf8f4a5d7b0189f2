import type { Client } from '@temporalio/client';
import type { Config } from '../../platform/config.ts';
import type { Shop } from './shop.ts';

/** The system that the orders go through. */
export interface World {
  readonly config: Config;
  readonly shop: Shop;
  readonly temporal: Client;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** What not every system offers, and why a kind that needs it is left out there. */
export const NEEDS = {
  quick_clocks: 'it waits for clocks that only a system of the demo’s own has quick',
  own_books: 'it locks a row of the provider’s books, which is done only in a system of the demo’s own',
  carrier_secret: 'it signs as the carrier, whose secret is not known here (CARRIER_WEBHOOK_SECRET, DATA_DIR)',
} as const;
export type Need = keyof typeof NEEDS;
