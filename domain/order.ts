import { holdsWithOrder, type Hold, type HoldRequest } from './hold.ts';
import { lineIdOf } from './identifiers.ts';
import type { NeedsAttention } from './attention.ts';
import type { OrderStatus } from './order-status.ts';
import { priced, type Adjustment, type Net } from './pricing.ts';
import type { Return } from './return.ts';
import type { Shipment } from './shipment.ts';

/** One line of an order; `lineId` is ours, because one SKU may stand on two lines. */
export interface OrderLine extends Net {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  /** Price of one unit, in the currency's minor unit (ISO 4217). */
  readonly priceCents: number;
  /** Units that are cancelled and were never captured; absent where there are none. */
  readonly cancelledBeforeCapture?: number;
  /** Units that were captured, and cancelled afterwards; absent where there are none. */
  readonly cancelledAfterCapture?: number;
  /** Units that are not in stock yet, the others are reserved; absent where the order waits for no stock. */
  readonly waiting?: number;
}

export const PAYMENT_STATUSES = ['not_required', 'pending', 'requires_action', 'authorised', 'declined', 'captured', 'voided'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export interface Payment {
  readonly status: PaymentStatus;
  readonly authorisedCents: number;
  readonly capturedCents: number;
  readonly refundedCents: number;
  /** What a person decided not to collect any more. */
  readonly writtenOffCents: number;
  /** Ours, as the provider knows the live authorisation: `paymentReferenceOf`. */
  readonly reference?: string;
  /** How many authorisations were ever asked for: a renewal is one more. */
  readonly attempts: number;
  /** When the provider gives the money back by itself (ISO 8601), where it says so. */
  readonly expiresAt?: string;
  /** Where the customer has to go before the payment can go on (3-D Secure style). */
  readonly nextAction?: {
    readonly type: 'redirect';
    readonly url: string;
    /** When the provider asked for it (ISO 8601). */
    readonly since?: string;
  };
}

export const REFUND_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Captured money on its way back to the customer, without goods; its parts are stored, and sum to it. */
export interface Refund {
  readonly refundId: string;
  readonly status: RefundStatus;
  readonly amountCents: number;
  readonly lines: readonly { readonly lineId: string; readonly amountCents: number; readonly quantity?: number }[];
  /** Its part of what is of no line: shipping, taxes and fees of the order. */
  readonly ownCents?: number;
  /** Why, for people. */
  readonly reason: string;
  /** ISO 8601 instants. */
  readonly createdAt: string;
  readonly settledAt?: string;
  /** A person paid it back by other means: the provider knows nothing of it. */
  readonly elsewhere?: true;
  /** What it follows from, where nobody asked for it: `return:<returnId>`. Of each such cause there is one. */
  readonly cause?: string;
}

export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** An order as the API shows it, an event carries it and PostgreSQL keeps it. */
export interface Order {
  readonly id: string;
  /** For people to read out; no key of anything. */
  readonly orderNumber: string;
  /** Whose it is; absent where all callers share their orders. */
  readonly tenant?: string;
  readonly customerId: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly items: readonly OrderLine[];
  /** Absent where there are none. */
  readonly adjustments?: readonly Adjustment[];
  readonly totalCents: number;
  readonly status: OrderStatus;
  readonly reason?: OrderReason;
  readonly payment: Payment;
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
  /** Absent where there are none. */
  readonly returns?: readonly Return[];
  /** Absent where there are none. */
  readonly holds?: readonly Hold[];
  /** Can be changed until then, and is not handed over before (ISO 8601); absent where it is handed over as soon as it can be. */
  readonly handOverAfter?: string;
  /** It waits for stock that is short, and is not rejected. */
  readonly allowBackorder?: true;
  /** Until then it waits for stock, and then a person is asked (ISO 8601); absent where it waits for none, or was told to wait no more. */
  readonly backorderUntil?: string;
  readonly needsAttention?: NeedsAttention;
  readonly shipTo?: Address;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** 1 for the row as first written, + 1 with every change; 0 while PENDING. */
  readonly version: number;
}

/** Why an order was rejected or cancelled: a stable code and a sentence for people. */
export interface OrderReason {
  readonly code: ReasonCode;
  readonly text: string;
}
export const REASON_CODES = ['out_of_stock', 'payment_declined', 'reservation_expired', 'cancel_requested', 'carrier_refused'] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** So many an order has at most. */
export const MOST_LINES = 100;

export const SETUP_FUTURE_USAGES = ['on_session', 'off_session'] as const;

/** What a payment is taken from, in the payment provider's own names. */
export interface PaymentMethod {
  readonly token: string;
  /** The provider's customer, who has or gets the payment method saved. */
  readonly customer?: string;
  /** The customer agreed to its being saved, for payments with or without them there. */
  readonly setupFutureUsage?: (typeof SETUP_FUTURE_USAGES)[number];
}

/** What a caller orders: the validated request, before anything is written. */
export interface OrderRequest {
  /** Whose order it is to be; absent where all callers share them. */
  readonly tenant?: string;
  readonly customerId: string;
  readonly currency: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly priceCents: number }[];
  /** Lines are named by the ids that they get. */
  readonly adjustments?: readonly Adjustment[];
  readonly holds?: readonly (HoldRequest & Pick<Hold, 'placedBy'>)[];
  /** How long it can be changed before it is handed over (ms). */
  readonly handOverDelayMs?: number;
  /** It waits for stock that is short. */
  readonly allowBackorder?: true;
  readonly paymentToken: string;
  readonly paymentCustomer?: string;
  readonly setupFutureUsage?: NonNullable<PaymentMethod['setupFutureUsage']>;
  readonly shipTo?: Address;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function paymentMethodOf({ paymentToken, paymentCustomer, setupFutureUsage }: OrderRequest): PaymentMethod {
  return {
    token: paymentToken,
    ...(paymentCustomer !== undefined && { customer: paymentCustomer }),
    ...(setupFutureUsage !== undefined && { setupFutureUsage }),
  };
}

/** The lines of a request, each with the id that it has ever after. */
export function linesOf<T>(items: readonly T[]): (T & Pick<OrderLine, 'lineId'>)[] {
  return items.map((item, index) => ({ lineId: lineIdOf(index + 1), ...item }));
}

/** The order that a request makes, before it is written. */
export function newOrder(id: string, request: OrderRequest, at: string): Order {
  const { adjustments = [], holds = [], handOverDelayMs } = request;
  const { items, totalCents } = priced({ items: linesOf(request.items), adjustments });
  return {
    id,
    orderNumber: orderNumberOf(id),
    ...(request.tenant !== undefined && { tenant: request.tenant }),
    customerId: request.customerId,
    currency: request.currency,
    items,
    ...(adjustments.length > 0 && { adjustments }),
    totalCents,
    status: 'PENDING',
    payment: {
      status: totalCents === 0 ? 'not_required' : 'pending',
      authorisedCents: 0,
      capturedCents: 0,
      refundedCents: 0,
      writtenOffCents: 0,
      attempts: 0,
    },
    shipments: [],
    refunds: [],
    ...(holds.length > 0 && { holds: holdsWithOrder(holds, at) }),
    ...(handOverDelayMs !== undefined && { handOverAfter: new Date(Date.parse(at) + handOverDelayMs).toISOString() }),
    ...(request.allowBackorder && { allowBackorder: true }),
    ...(request.shipTo && { shipTo: request.shipTo }),
    ...(request.metadata && { metadata: request.metadata }),
    createdAt: at,
    updatedAt: at,
    version: 0,
  };
}

/** The order as it is first written. */
export function createdOrder(id: string, request: OrderRequest, at: string): Order {
  return { ...newOrder(id, request, at), status: 'CREATED', version: 1 };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten characters of Crockford's base 32 from the last 50 bits of the id, such as `7F3K9-QX2M0`. */
function orderNumberOf(id: string): string {
  let bits = BigInt(`0x${id.replaceAll('-', '').slice(-13)}`);
  let digits = '';
  for (let place = 0; place < 10; place++) {
    digits = CROCKFORD.charAt(Number(bits & 31n)) + digits;
    bits >>= 5n;
  }
  return `${digits.slice(0, 5)}-${digits.slice(5)}`;
}
