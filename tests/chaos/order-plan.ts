import fc from 'fast-check';
import { KINDS, type Kind } from './order-kinds.ts';

/** Goods that never run out, and some that do. */
export const PLENTY = ['CHAOS-A', 'CHAOS-B', 'CHAOS-C', 'CHAOS-D', 'CHAOS-E'] as const;
export const SCARCE = 'CHAOS-SCARCE';
/** Never counted until its order waits for it: each has goods of its own, so that it is known what has come of them. */
export const lateSkuOf = (script: number) => `CHAOS-LATE-${script}`;
export const STOCK: Readonly<Record<string, number>> = { ...Object.fromEntries(PLENTY.map((sku) => [sku, 1_000_000])), [SCARCE]: 6 };

/** As many as the largest order has that is to travel in one. */
export const PARCEL_UNITS = 12;

export interface OrderBody {
  readonly customerId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly priceCents: number }[];
  readonly payment?: { readonly token: string };
  readonly holds?: readonly { readonly reason: 'customer' }[];
  readonly shipTo?: Readonly<Record<'name' | 'line1' | 'city' | 'postalCode' | 'country', string>>;
  readonly allowBackorder?: true;
  readonly metadata: { readonly script: string };
}

/** What one caller does: what it orders, when, and what it does about it afterwards. */
export interface Script {
  readonly number: number;
  /** From the beginning of the load. */
  readonly atMs: number;
  readonly kind: Kind;
  /** How it calls the API. */
  readonly transport: (typeof TRANSPORTS)[number];
  readonly body: OrderBody;
  /** Before it does what has no moment of its own (ms). */
  readonly pauseMs: number;
}

/** A third of the callers is on gRPC. */
const TRANSPORTS = ['http', 'http', 'grpc'] as const;

const CUSTOMERS = 20;
const line = fc.record({
  sku: fc.constantFrom(...PLENTY),
  quantity: fc.integer({ min: 1, max: 4 }),
  priceCents: fc.integer({ min: 1, max: 9999 }),
});
const draws = fc.record({
  jitter: fc.integer({ min: 0, max: 999 }),
  kind: fc.oneof(...KINDS.map((kind) => ({ arbitrary: fc.constant(kind), weight: kind.weight }))),
  items: fc.array(line, { minLength: 1, maxLength: 3 }),
  scarceQuantity: fc.integer({ min: 1, max: 3 }),
  customer: fc.integer({ min: 1, max: CUSTOMERS }),
  pauseMs: fc.integer({ min: 0, max: 2500 }),
  transport: fc.constantFrom(...TRANSPORTS),
});
type Draw = typeof draws extends fc.Arbitrary<infer T> ? T : never;

/** The same orders at the same times for the same seed. */
export function planOrders(seed: number, loadMs: number, rate: number): Script[] {
  const stepMs = 1000 / rate;
  const drawn = fc.sample(fc.noBias(draws), { seed, numRuns: Math.max(1, Math.floor(loadMs / stepMs)) });
  return drawn.map((draw, index) => ({
    number: index + 1,
    atMs: Math.round((index + draw.jitter / 1000) * stepMs),
    kind: draw.kind,
    transport: draw.transport,
    body: bodyOf(draw, index + 1),
    pauseMs: draw.pauseMs,
  }));
}

function bodyOf({ kind, items, scarceQuantity, customer }: Draw, number: number): OrderBody {
  const { token, postalCode, country } = kind;
  return {
    customerId: `chaos_${customer}`,
    items: itemsOf(kind, { items, scarceQuantity }, number),
    ...(kind.isLate && { allowBackorder: true as const }),
    ...(token !== undefined && { payment: { token } }),
    ...(kind.isHeld && { holds: [{ reason: 'customer' as const }] }),
    ...((postalCode !== undefined || country !== undefined) && {
      shipTo: { name: 'A. Customer', line1: '1 Main St', city: 'Anywhere', postalCode: postalCode ?? '10001', country: country ?? 'US' },
    }),
    metadata: { script: String(number) },
  };
}

function itemsOf(kind: Kind, { items, scarceQuantity }: Pick<Draw, 'items' | 'scarceQuantity'>, number: number): OrderBody['items'] {
  if (kind.isScarce) return [{ sku: SCARCE, quantity: scarceQuantity, priceCents: 1999 }];
  const there = items.map((item) => itemOf(kind, item));
  return kind.isLate ? [{ sku: lateSkuOf(number), quantity: scarceQuantity + 1, priceCents: 1999 }, ...there] : there;
}

function itemOf<T extends OrderBody['items'][number]>({ isFree, isLarge }: Kind, item: T): T {
  return { ...item, ...(isFree && { priceCents: 0 }), ...(isLarge && { quantity: item.quantity + PARCEL_UNITS }) };
}
