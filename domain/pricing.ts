import type { Fault } from './errors.ts';
import { lineIdOf } from './identifiers.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';
import { sumOf } from './money.ts';

export const ADJUSTMENT_TYPES = ['shipping', 'discount', 'tax', 'fee'] as const;

/** What is due besides the prices of the goods, or is taken off them. */
export interface Adjustment {
  readonly type: (typeof ADJUSTMENT_TYPES)[number];
  /** In the currency's minor unit; what is taken off is negative. */
  readonly amountCents: number;
  /** The line that it belongs to; without it, the order's. */
  readonly lineId?: string | undefined;
  /** For people. */
  readonly description?: string | undefined;
}

interface PricedItem {
  /** Without it, the one that it gets by its place. */
  readonly lineId?: string;
  readonly quantity: number;
  /** Of one unit. */
  readonly priceCents: number;
}

export interface Prices<Item extends PricedItem = PricedItem> {
  readonly items: readonly Item[];
  readonly adjustments?: readonly Adjustment[] | undefined;
}

/** What all units of a line cost; absent where that is its price for each. */
export interface Net {
  readonly netCents?: number;
}

/**
 * The lines with what each costs, and the total. A line's net is its price with its own adjustments and its share of the order's
 * discounts, which are split over the goods; the order's shipping, taxes and fees stay its own. Exact for what has no
 * {@link pricingFaults}.
 */
export function priced<Item extends PricedItem>({ items, adjustments = [] }: Prices<Item>): { items: (Item & Net)[]; totalCents: number } {
  const prices = items.map(priceOf);
  if (adjustments.length === 0) return { items: [...items], totalCents: total(prices) };
  const before = withOwn(items, adjustments);
  const shares = splitByLargestRemainder(-sumOf(adjustments.filter(isShared)), before);
  const nets = before.map((cents, index) => cents - (shares[index] ?? 0));
  return {
    items: items.map((item, index) => (nets[index] === prices[index] ? item : { ...item, netCents: nets[index] ?? 0 })),
    totalCents: total(nets) + sumOf(adjustments.filter(isOrdersOwn)),
  };
}

/** What makes prices unacceptable, each with a pointer to where it stands. No line, nor what is the order's own, costs less than nothing. */
export function pricingFaults({ items, adjustments = [] }: Prices): Fault[] {
  const misplaced = adjustments.flatMap((adjustment, index) => faultsOf(adjustment, items.map(lineIdIn), `/adjustments/${index}`));
  if (misplaced.length > 0) return misplaced;
  const at = (pointer: string, detail: string): Fault[] => [{ pointer, detail }];
  const prices = items.map(priceOf);
  if (!isExact(prices)) return at('/items', TOO_MUCH);
  if (!isExact([...prices, ...adjustments.map(({ amountCents }) => amountCents)])) return at('/adjustments', TOO_MUCH);
  const nets = withOwn(items, adjustments);
  const below = nets.findIndex((net) => net < 0);
  if (below >= 0) return at('/adjustments', `take more off ${items.map(lineIdIn)[below]} than it costs`);
  if (total(nets) + sumOf(adjustments.filter(isShared)) < 0) return at('/adjustments', 'take more off the goods than they cost');
  if (sumOf(adjustments.filter(isOrdersOwn)) < 0) return at('/adjustments', OWN_BELOW_NOTHING);
  return [];
}

const TOO_MUCH = 'add up to more than 2^53−1';
const OWN_BELOW_NOTHING = 'shipping, taxes and fees of the order come to less than nothing; what is taken off the goods is a discount';

function faultsOf({ type, amountCents, lineId }: Adjustment, lineIds: readonly string[], pointer: string): Fault[] {
  const isKnown = lineId === undefined || lineIds.includes(lineId);
  return [
    ...(isKnown
      ? []
      : [{ pointer: `${pointer}/lineId`, detail: `is no line of this order, which has ${lineIds[0]} to ${lineIds.at(-1)}` }]),
    ...(type === 'discount' && amountCents > 0
      ? [{ pointer: `${pointer}/amountCents`, detail: 'must be at most 0: a discount takes off' }]
      : []),
  ];
}

/** Prices with the adjustments that name their lines. */
function withOwn(items: readonly PricedItem[], adjustments: readonly Adjustment[]): number[] {
  const byLine = Map.groupBy(adjustments, ({ lineId }) => lineId);
  return items.map((item, index) => priceOf(item) + sumOf(byLine.get(lineIdIn(item, index)) ?? []));
}

function lineIdIn({ lineId }: PricedItem, index: number): string {
  return lineId ?? lineIdOf(index + 1);
}

function isShared({ type, lineId }: Adjustment): boolean {
  return type === 'discount' && lineId === undefined;
}

function isOrdersOwn({ type, lineId }: Adjustment): boolean {
  return type !== 'discount' && lineId === undefined;
}

function priceOf({ quantity, priceCents }: PricedItem): number {
  return Number(BigInt(quantity) * BigInt(priceCents));
}

function total(cents: readonly number[]): number {
  return cents.reduce((sum, each) => sum + each, 0);
}

/** Whether every sum of some of them is. */
function isExact(cents: readonly number[]): boolean {
  return cents.reduce((sum, each) => sum + BigInt(Math.abs(each)), 0n) <= BigInt(Number.MAX_SAFE_INTEGER);
}
