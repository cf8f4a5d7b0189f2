import { z } from 'zod';
import { isCurrency } from '../../domain/currencies.ts';
import { HOLD_REASONS, MOST_HOLDS } from '../../domain/hold.ts';
import type { Actor } from '../../domain/order-event.ts';
import { bytesOf, MOST_REQUEST_BYTES } from '../../domain/order-snapshot.ts';
import { MOST_LINES, SETUP_FUTURE_USAGES, type OrderRequest } from '../../domain/order.ts';
import { ADJUSTMENT_TYPES, priced, pricingFaults } from '../../domain/pricing.ts';
import { text } from '../text.ts';
import { COUNTRY_CODES } from './country-codes.ts';

export const sku = text(1, 100).meta({ description: 'Stock keeping unit', example: 'DEMO-1' });
export const quantity = z.int().min(1).max(1_000_000).meta({ description: 'Units', example: 2 });
/** `z.int()` takes safe integers only. */
export const money = z.int().min(0);
export const priceCents = money.meta({ description: "Price of one unit in the currency's minor unit", example: 1999 });
const currency = z
  .string()
  .refine(isCurrency, 'must be the ISO 4217 code of a currency that goods are paid in')
  .meta({ description: 'ISO 4217, list one of 2026-01-01, without funds and metals', pattern: '^[A-Z]{3}$', example: 'USD' });
const country = z
  .string()
  .refine((code) => COUNTRY_CODES.has(code), 'must be an ISO 3166-1 alpha-2 code')
  .meta({ description: 'ISO 3166-1 alpha-2', pattern: '^[A-Z]{2}$', example: 'NL' });

export const shipTo = z.strictObject({
  name: text(1, 200).meta({ example: 'Ada Lovelace' }),
  line1: text(1, 200).meta({ example: 'Keizersgracht 1' }),
  line2: text(1, 200).optional(),
  city: text(1, 100).meta({ example: 'Amsterdam' }),
  postalCode: text(1, 20).meta({ example: '1015 CN' }),
  country,
});

export const payment = z
  .strictObject({
    token: text(1, 200).default('tok_ok').meta({ description: "The payment provider's token or payment method", example: 'tok_ok' }),
    customer: text(1, 200).optional().meta({
      description: "The payment provider's customer: whose saved payment method it is, or for whom it is to be saved",
      example: 'cus_1',
    }),
    setupFutureUsage: z
      .enum(SETUP_FUTURE_USAGES)
      .optional()
      .meta({ description: 'The customer agreed that the payment method is saved for payments with them there, or also without' }),
  })
  .refine(({ customer, setupFutureUsage }) => setupFutureUsage === undefined || customer !== undefined, {
    path: ['customer'],
    message: 'must be there when setupFutureUsage is',
  });

export const MAX_ADJUSTMENTS = 100;
/** In the words that the order is answered with, too. */
export const adjustment = z
  .strictObject({
    type: z.enum(ADJUSTMENT_TYPES),
    amountCents: z.int().meta({ description: "In the currency's minor unit; what is taken off is negative", example: 500 }),
    lineId: text(1, 100)
      .optional()
      .meta({ description: 'The line that it belongs to, `line_1` for the first of items; without it, the order' }),
    description: text(1, 200).optional().meta({ description: 'For people', example: 'express' }),
  })
  .meta({ id: 'Adjustment' });

const hold = z.strictObject({
  reason: z.enum(HOLD_REASONS).meta({ example: 'fraud' }),
  note: text(1, 500)
    .optional()
    .meta({ description: 'For people; stands in the events and in the order', example: 'third order in an hour' }),
});

const MAX_METADATA = 20;
const metadata = z
  .record(text(1, 100), text(0, 200))
  .refine((entries) => Object.keys(entries).length <= MAX_METADATA, `must have at most ${MAX_METADATA} members`)
  .meta({ description: "The integrator's own; lists find orders by it", maxProperties: MAX_METADATA, example: { cart: 'c-17' } });

export const createOrderBody = z
  .strictObject({
    customerId: text(1, 128).meta({ description: "The integrator's name for the customer", example: 'c-1' }),
    items: z.array(z.strictObject({ sku, quantity, priceCents })).min(1).max(MOST_LINES),
    currency: currency.default('USD'),
    adjustments: z
      .array(adjustment)
      .max(MAX_ADJUSTMENTS)
      .optional()
      .meta({ description: 'Discounts of the order are split over its lines; shipping, taxes and fees that name no line are its own' }),
    totalCents: money.optional().meta({ description: 'Optional check: has to be the sum over lines and adjustments' }),
    holds: z.array(hold).max(MOST_HOLDS).optional().meta({ description: 'Keep it from being handed over until each is released' }),
    payment: payment.optional(),
    shipTo: shipTo.optional(),
    metadata: metadata.optional(),
    allowBackorder: z
      .boolean()
      .optional()
      .meta({ description: 'Waits for stock that is short, unpaid, in place of being rejected', example: true }),
  })
  .superRefine(({ payment: _, ...kept }, context) => {
    const bytes = bytesOf(JSON.stringify(kept));
    if (bytes <= MOST_REQUEST_BYTES) return;
    context.addIssue({ code: 'custom', message: `takes ${bytes} bytes, payment aside; an order may take ${MOST_REQUEST_BYTES}` });
  })
  .superRefine((prices, context) => {
    // Runs after other faults, too; a sum over faulty lines says nothing.
    if (context.issues.length > 0) return;
    const faults = pricingFaults(prices);
    for (const { pointer, detail } of faults) context.addIssue({ code: 'custom', path: pathOf(pointer), message: detail });
    if (faults.length > 0 || prices.totalCents === undefined) return;
    const { totalCents } = priced(prices);
    if (totalCents === prices.totalCents) return;
    context.addIssue({ code: 'custom', path: ['totalCents'], message: `must be ${totalCents}, the sum over lines and adjustments` });
  })
  .meta({ id: 'CreateOrder', description: `At most ${MOST_REQUEST_BYTES} bytes of JSON in UTF-8, \`payment\` aside` });

/** Of a JSON pointer without anything to unescape. */
function pathOf(pointer: string): string[] {
  return pointer.split('/').slice(1);
}

/** `placedBy`: who orders, and places what holds come with the order. */
export function toOrderRequest(body: z.output<typeof createOrderBody>, placedBy: Actor): OrderRequest {
  return {
    customerId: body.customerId,
    currency: body.currency,
    items: body.items,
    ...(body.adjustments && body.adjustments.length > 0 && { adjustments: body.adjustments }),
    ...(body.holds && body.holds.length > 0 && { holds: body.holds.map((each) => ({ ...each, placedBy })) }),
    paymentToken: body.payment?.token ?? 'tok_ok',
    ...(body.payment?.customer !== undefined && { paymentCustomer: body.payment.customer }),
    ...(body.payment?.setupFutureUsage && { setupFutureUsage: body.payment.setupFutureUsage }),
    ...(body.shipTo && { shipTo: body.shipTo }),
    ...(body.metadata && { metadata: body.metadata }),
    ...(body.allowBackorder && { allowBackorder: true as const }),
  };
}

const lineQuantities = z
  .array(z.strictObject({ lineId: text(1, 100).meta({ example: 'line_1' }), quantity }))
  .min(1)
  .max(MOST_LINES);

export const cancelOrderBody = z
  .strictObject({
    items: lineQuantities.optional().meta({ description: 'Units of lines; without any, the whole order is cancelled' }),
    reason: text(1, 500).optional().meta({ description: 'Stands in the events and in the order', example: 'ordered twice' }),
  })
  .meta({ id: 'CancelOrder' });

export const placeHoldBody = hold.meta({ id: 'PlaceHold' });

/** Over HTTP its address says which. */
export const releaseHoldBody = z.strictObject({ holdId: text(1, 100) });

/** What it is about, its address says. */
export const noMembers = z.strictObject({}).optional();

export const refundBody = z
  .strictObject({
    amountCents: z.int().min(1).optional().meta({ description: "A free amount in the currency's minor unit", example: 500 }),
    items: lineQuantities.optional().meta({ description: 'Quantities of lines, at their price' }),
    reason: text(1, 500).meta({ description: 'Stands in the events and in the order', example: 'arrived scratched' }),
  })
  .superRefine(({ amountCents, items }, context) => {
    if (amountCents === undefined || items === undefined) return;
    context.addIssue({ code: 'custom', path: ['amountCents'], message: 'cannot stand beside items: their price is what is refunded' });
  })
  .meta({ id: 'RefundOrder', description: 'One of amountCents and items; with neither, everything that was captured and is not refunded' });

export const resolveBody = z
  .strictObject({
    choice: text(1, 100).meta({ description: "One of the order's needsAttention.choices", example: 'retry_capture' }),
    note: text(1, 500).optional().meta({ description: 'Stands in the events', example: 'the bank has lifted its limit' }),
  })
  .meta({ id: 'ResolveAttention' });

export const noteBody = z
  .strictObject({ text: text(1, 2000).meta({ description: 'Stands in the events', example: 'the customer called' }) })
  .meta({ id: 'Note' });
