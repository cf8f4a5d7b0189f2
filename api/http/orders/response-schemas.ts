import { z } from 'zod';
import { EVENT_TYPES } from '../../../domain/order-event.ts';
import type { OrderSnapshot } from '../../../domain/order-snapshot.ts';
import { ORDER_STATUSES } from '../../../domain/order-status.ts';
import { ATTENTION_CODES } from '../../../domain/attention.ts';
import { HOLD_REASONS } from '../../../domain/hold.ts';
import { RETURN_PLACES, UNIT_PLACES, type LineUnits } from '../../../domain/line-units.ts';
import { newOrder, PAYMENT_STATUSES, REASON_CODES, REFUND_STATUSES } from '../../../domain/order.ts';
import { viewOf } from '../../../domain/order-view.ts';
import { RETURN_STATUSES } from '../../../domain/return.ts';
import { SHIPMENT_CAPTURE_STATUSES, SHIPMENT_STATUSES } from '../../../domain/shipment.ts';
import { WAITS } from '../../../domain/waiting.ts';
import { adjustment, money, quantity } from '../../orders/request-schemas.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, to the millisecond' });
const someUnits = z.int().min(0);
const line = z
  .object({
    lineId: z.string().meta({ description: 'Ours: one SKU may stand on two lines' }),
    sku: z.string(),
    quantity,
    priceCents: money,
    netCents: money.optional().meta({ description: 'What all its units cost, with adjustments; absent where that is quantity × price' }),
    cancelledBeforeCapture: quantity.optional().meta({ description: 'Units that are cancelled and were never captured' }),
    cancelledAfterCapture: quantity.optional().meta({ description: 'Units that were captured, and cancelled afterwards' }),
    waiting: someUnits.optional().meta({ description: 'Units that are not in stock yet; absent where the order waits for no stock' }),
  })
  .meta({ id: 'OrderLine' });

const unitsByPlace = Object.fromEntries([...UNIT_PLACES, ...RETURN_PLACES].map((place) => [place, someUnits]));
const units = z.object(unitsByPlace as Record<keyof LineUnits, z.ZodInt>).meta({
  id: 'Units',
  description:
    'Where the units of a line are; they sum to its quantity, of which `announced` (to come back), `restocked` and `scrapped` are among the delivered. `waiting`: not reserved, as far as the order tells',
});
const lineAnswer = line.extend({ netCents: money, units }).meta({ id: 'OrderLineAnswer' });

const payment = z
  .object({
    status: z.enum(PAYMENT_STATUSES),
    authorisedCents: money,
    capturedCents: money,
    refundedCents: money,
    writtenOffCents: money.meta({ description: 'What a person decided not to collect' }),
    reference: z.string().optional().meta({ description: 'Ours, as the payment provider knows the live authorisation' }),
    attempts: z.int().meta({ description: 'How many authorisations were asked for: a renewal is one more' }),
    expiresAt: instant.optional().meta({ description: 'When the payment provider gives the authorisation back by itself' }),
    nextAction: z
      .object({ type: z.literal('redirect'), url: z.string(), since: instant.optional() })
      .optional()
      .meta({ description: 'Where the customer has to go before the payment can go on' }),
  })
  .meta({ id: 'Payment' });

const shipmentCapture = z
  .object({
    status: z.enum(SHIPMENT_CAPTURE_STATUSES),
    amountCents: money,
    lines: z.array(z.object({ lineId: z.string(), amountCents: money })).meta({ description: 'The parts; with ownCents they sum to it' }),
    ownCents: money.optional().meta({ description: 'What is of no line: it goes with the first parcel that leaves' }),
  })
  .meta({ id: 'ShipmentCapture', description: 'What the parcel takes of the authorisation, where each is captured as it leaves' });

const shipment = z
  .object({
    shipmentId: z.string(),
    trackingNumber: z.string(),
    status: z.enum(SHIPMENT_STATUSES),
    lines: z.array(z.object({ lineId: z.string(), quantity })),
    bookedAt: instant,
    pickedUpAt: instant.optional(),
    deliveredAt: instant.optional(),
    returnedAt: instant.optional(),
    settledAt: instant.optional().meta({ description: 'When a person gave a lost parcel up' }),
    capture: shipmentCapture.optional(),
  })
  .meta({ id: 'Shipment' });

const refund = z
  .object({
    refundId: z.string(),
    status: z.enum(REFUND_STATUSES),
    amountCents: money,
    lines: z
      .array(z.object({ lineId: z.string(), amountCents: money, quantity: quantity.optional() }))
      .meta({ description: 'The parts of the amount; with ownCents they sum to it' }),
    ownCents: money.optional().meta({ description: 'The part of what is of no line: shipping, taxes and fees of the order' }),
    reason: z.string(),
    createdAt: instant,
    settledAt: instant.optional(),
    elsewhere: z.literal(true).optional().meta({ description: 'A person paid it back by other means' }),
    cause: z.string().optional().meta({ description: 'What it follows from, where nobody asked for it: `return:` and the id of a return' }),
  })
  .meta({ id: 'Refund', description: 'Captured money that goes back, without goods' });

const returned = z
  .object({
    returnId: z.string(),
    status: z.enum(RETURN_STATUSES),
    lines: z
      .array(
        z.object({
          lineId: z.string(),
          quantity,
          restocked: someUnits.optional(),
          scrapped: someUnits.optional(),
          missing: someUnits.optional(),
        }),
      )
      .meta({ description: 'What was announced; with what became of it, once it is received' }),
    reason: z.string(),
    declineReason: z.string().optional(),
    feeCents: money.optional().meta({ description: 'What is kept of the money' }),
    requestedAt: instant,
    approvedAt: instant.optional(),
    expiresAt: instant.optional().meta({ description: 'Not waited for any longer than this' }),
    receivedAt: instant.optional(),
    endedAt: instant.optional(),
  })
  .meta({ id: 'Return', description: 'Delivered units that their customer sends back' });

const hold = z
  .object({
    holdId: z.string(),
    reason: z.enum(HOLD_REASONS),
    note: z.string().optional(),
    placedBy: z.string().meta({ description: 'As `actor` of an event' }),
    placedAt: instant,
  })
  .meta({ id: 'Hold', description: 'Keeps the order from being handed over until it is released' });

/** What is kept of an order, and what its events carry. */
const storedOrder = z
  .object({
    id: z.string().meta({ description: 'Opaque, never changes' }),
    orderNumber: z.string().meta({ description: 'For people to read out; no key of anything' }),
    tenant: z.string().optional().meta({ description: 'Whose it is, where tenants are told apart' }),
    customerId: z.string(),
    currency: z.string().meta({ description: 'ISO 4217' }),
    items: z.array(line),
    adjustments: z.array(adjustment).optional().meta({ description: 'Absent where there are none' }),
    totalCents: money.meta({ description: "Sum over lines and adjustments, in the currency's minor unit" }),
    status: z.enum(ORDER_STATUSES),
    reason: z
      .object({ code: z.enum(REASON_CODES), text: z.string() })
      .optional()
      .meta({ description: 'Why the order was rejected or cancelled' }),
    payment,
    shipments: z.array(shipment),
    refunds: z.array(refund),
    returns: z.array(returned).optional().meta({ description: 'Absent where there are none' }),
    holds: z.array(hold).optional().meta({ description: 'Absent where there are none' }),
    handOverAfter: instant.optional().meta({ description: 'Can be changed until then, and is not handed over before' }),
    allowBackorder: z.literal(true).optional().meta({ description: 'Waits for stock that is short' }),
    backorderUntil: instant.optional().meta({ description: 'Until then it waits for stock; then a person is asked' }),
    needsAttention: z
      .object({ since: instant, code: z.enum(ATTENTION_CODES), text: z.string(), choices: z.array(z.string()) })
      .optional()
      .meta({ description: 'The order waits for a person, who can choose one of these' }),
    shipTo: z
      .object({
        name: z.string(),
        line1: z.string(),
        line2: z.string().optional(),
        city: z.string(),
        postalCode: z.string(),
        country: z.string(),
      })
      .optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    createdAt: instant,
    updatedAt: instant,
    version: z.int().meta({ description: '1 as first written, + 1 with every change; 0 while PENDING' }),
  })
  .meta({ id: 'StoredOrder' });

export const orderAnswer = storedOrder
  .extend({
    items: z.array(lineAnswer),
    adjustments: z.array(adjustment),
    holds: z.array(hold),
    returns: z.array(returned),
    dueCents: money.meta({ description: 'What the customer owes: the total, less what was cancelled before its capture' }),
    waitingFor: z
      .object({
        what: z.enum(WAITS),
        since: instant,
        nextTryAt: instant
          .optional()
          .meta({ description: 'When a step that failed is tried again; of one order, and once it has stood still' }),
      })
      .optional()
      .meta({ description: 'Whom the order waits for; only where an order is read or listed, in no event and no answer to a change' }),
  })
  .meta({ id: 'Order' });

export const snapshotAnswer = storedOrder
  .extend({
    omitted: z
      .object({ refunds: z.int(), shipments: z.int(), returns: z.int().optional() })
      .optional()
      .meta({ description: 'So many of the oldest are left out, because an event stays under 64 KiB; the order itself has them all' }),
  })
  .meta({ id: 'OrderSnapshot' });

/** Any members of a snapshot but `version` and `updatedAt`, which every change alters. */
const members = snapshotAnswer.omit({ version: true, updatedAt: true }).partial().meta({ id: 'OrderMembers' });

export const orderPageAnswer = z.object({ orders: z.array(orderAnswer), nextCursor: z.string().nullable() }).meta({ id: 'OrderPage' });

export const eventsAnswer = z
  .object({
    events: z.array(
      z.object({
        sequence: z.int().meta({ description: "The order's version after the change" }),
        type: z.enum(EVENT_TYPES),
        at: instant,
        actor: z.string().meta({
          description:
            "The caller's name in its access token, or `api` where none is needed; else temporal, provider, carrier, clock or reconciler",
          example: 'api',
        }),
        why: z.string(),
        requestId: z.string().optional(),
        traceparent: z.string().optional(),
        tracestate: z.string().optional(),
        before: members.meta({ description: 'The members that this change altered, as they were; none for the first event' }),
        after: members.meta({ description: 'The same members as they are; one that was taken away is absent' }),
        order: snapshotAnswer.meta({ description: 'As this change left it' }),
      }),
    ),
    nextCursor: z.string().nullable().meta({ description: 'null on the last page' }),
  })
  .meta({ id: 'OrderEvents' });

const exampleRequest = {
  customerId: 'c-1',
  currency: 'USD',
  items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }],
  paymentToken: 'tok_ok',
};
const pending = newOrder('5f0c1a52-7a0e-8c4b-9d53-0b6f2f3a9e11', exampleRequest, '2026-01-15T09:30:00.000Z');
export const pendingExample = viewOf(pending);
/** As an event carries it. */
export const createdSnapshot: OrderSnapshot = { ...pending, status: 'CREATED', version: 1 };
export const createdExample = viewOf(createdSnapshot);
