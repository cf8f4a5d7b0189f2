import type { HoldRequest } from '../../domain/hold.ts';
import type { End } from './end.ts';
import type { PlacedOrder } from './placed-order.ts';
import type { Need } from './world.ts';

/** One kind of order: what is ordered, what happens to it, and how it has to end. */
export interface Scenario {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly description: string;
  readonly ends: End;
  /** One of product A at 19.99, where nothing is said. */
  readonly lines?: readonly Line[];
  /** Of each product; 10 where nothing is said. */
  readonly inStock?: number;
  /** It waits for what is not in stock. */
  readonly allowsBackorder?: true;
  readonly token?: string;
  readonly holds?: readonly HoldRequest[];
  /** Decides how the simulated carrier treats the parcel. */
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** How often the same request is sent at the same instant. */
  readonly timesSent?: number;
  /** What is done to the order on its way, and what has to be seen of it. */
  readonly meanwhile?: (order: PlacedOrder) => Promise<unknown>;
  /** It takes twenty seconds or more, so it begins early. */
  readonly isSlow?: true;
  readonly needs?: Need;
}

export interface Line {
  readonly product: 'A' | 'B';
  readonly quantity: number;
  readonly priceCents: number;
}
