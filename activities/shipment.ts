import { DomainError } from '../domain/errors.ts';
import type { FulfilmentPlanner } from '../domain/fulfilment-planner.ts';
import { shipmentIdOf } from '../domain/identifiers.ts';
import type { OrderChange } from '../domain/order-change.ts';
import { type LineQuantity, unbookedLines, unbookedQuantities } from '../domain/order-quantities.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { Booking, Carrier } from '../domain/ports/carrier.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { Shipment, ShipmentStatus } from '../domain/shipment.ts';
import { asResult } from './as-result.ts';
import { type Step, statusVersionOf, type Versioned } from './record-step.ts';
import { shipmentFacts, type ShipmentFacts } from './shipment-facts.ts';

export type BookingAnswer =
  | {
      readonly outcome: 'booked';
      readonly statusVersion: StatusVersion;
      /** The shipments that the workflow does not know: what this step booked, and what a try booked of which no answer came. */
      readonly shipments: readonly ShipmentFacts[];
      /** The one that this step booked: of it alone is known where the carrier has it. */
      readonly bookedId?: string;
      /** Something of the order is in no shipment yet. */
      readonly isMoreToBook: boolean;
    }
  | { readonly outcome: 'refused'; readonly why: string }
  /** Nothing was booked: the authorisation would not last until the money can be captured. */
  | { readonly outcome: 'renew_first'; readonly reference: string };

interface BookingStep extends Step, Versioned {
  /** How many shipments the workflow knows. */
  readonly known: number;
  /** Names an authorisation that is as new as the provider has them: it has to do, short-lived as it may be. */
  readonly renewed?: string;
}

export interface ShipmentDependencies {
  readonly orders: OrderStore;
  readonly carrier: Carrier;
  readonly planShipments: FulfilmentPlanner;
  readonly now: () => Date;
  /** An authorisation that ends within this time is renewed before the hand-over (ms). */
  readonly renewBeforeMs: number;
}

/** Book a shipment with its undo, and ask where its parcel is. */
export function shipmentActivities({ orders, carrier, planShipments, now, renewBeforeMs }: ShipmentDependencies) {
  return {
    /** Books the next shipment that the planner wants. */
    async bookShipment({ orderId, cause, known, renewed, version }: BookingStep): Promise<BookingAnswer> {
      const order = await orders.get(orderId, version);
      // A try of a worker that was frozen may come after its order was cancelled by another.
      if (NOT_TO_BE_SENT.has(order.status)) return { outcome: 'refused', why: `The order is ${order.status}.` };
      // Nor before its hold is released, which the workflow that lives waits for.
      if (order.holds) throw new Error(`order ${orderId} is held`);
      const marginMs = order.payment.reference === renewed ? 0 : renewBeforeMs;
      const expiring = order.status === 'CONFIRMED' && endingBefore(order, now().getTime() + marginMs);
      if (expiring) return { outcome: 'renew_first', reference: expiring };
      const lines = planShipments(order)[0];
      if (!lines) return booked(order, known);

      const shipmentId = shipmentIdOf(orderId, order.shipments.length + 1);
      const shipTo = order.shipTo && { shipTo: order.shipTo };
      const booking = await asResult('CARRIER_REFUSED', carrier.book({ reference: shipmentId, orderId, ...shipTo }));
      if (booking instanceof DomainError) return { outcome: 'refused', why: booking.message };
      const by = { ...cause, actor: 'carrier' as const };
      const after = await orders.change(orderId, `booked:${shipmentId}`, by, (before) =>
        bookedChange(before, newShipment(shipmentId, lines, booking, now())),
      );
      return booked(after, known, { shipmentId, status: booking.status });
    },

    /** True when the parcel stays; false when the carrier has it and keeps it. */
    cancelShipment: ({ shipmentId }: { orderId: string; shipmentId: string }): Promise<boolean> => carrier.cancel(shipmentId),

    /** Shipments that the carrier let go though the order goes on: what they held is booked anew, under other names. */
    async recordUnbooked({
      orderId,
      cause,
      shipmentIds,
      why,
    }: Step & { shipmentIds: readonly string[]; why?: string }): Promise<StatusVersion> {
      const by = { ...cause, actor: 'carrier' as const };
      const step = `unbooked:${shipmentIds.join(',')}`;
      return statusVersionOf(await orders.change(orderId, step, by, (order) => unbookedChange(order, shipmentIds, now(), why)));
    },

    findShipment: async ({ shipmentId }: { orderId: string; shipmentId: string }): Promise<ShipmentStatus> =>
      (await carrier.find(shipmentId))?.status ?? 'booked',
  };
}

/** `now`: where the carrier has the parcel that was just booked. */
function booked(order: Order, known: number, now?: ShipmentFacts): BookingAnswer {
  const unknown = order.shipments.slice(known).map(shipmentFacts);
  const shipments = unknown.map((shipment) => (shipment.shipmentId === now?.shipmentId ? now : shipment));
  return {
    outcome: 'booked',
    statusVersion: statusVersionOf(order),
    shipments,
    ...(now && { bookedId: now.shipmentId }),
    isMoreToBook: unbookedLines(order).length > 0,
  };
}

/** One that is further on than this try knows has its booking. */
const NOT_TO_BE_SENT: ReadonlySet<OrderStatus> = new Set(['CANCELING', 'CANCELED', 'REJECTED']);

/** The reference of a live authorisation that ends before a moment. */
function endingBefore({ payment: { status, expiresAt, reference } }: Order, moment: number): string | undefined {
  return status === 'authorised' && expiresAt !== undefined && Date.parse(expiresAt) < moment ? reference : undefined;
}

/** The first booking takes the order to FULFILLING. Nothing to record where the units were booked by another worker, or cancelled, meanwhile. */
function bookedChange(order: Order, shipment: Shipment): OrderChange | undefined {
  if (order.shipments.length !== placeToFill(order, shipment) || !isUnbooked(order, shipment)) return undefined;
  const shipments = [...order.shipments, shipment];
  if (order.holds) return undefined;
  if (order.status === 'CONFIRMED') return { status: 'FULFILLING', shipments, why: 'Booked with the carrier.' };
  if (order.status !== 'FULFILLING') return undefined;
  return { event: 'orders.shipment_changed', shipments, why: 'A further parcel is booked with the carrier.' };
}

function isUnbooked(order: Order, { lines }: Shipment): boolean {
  const left = new Map(unbookedQuantities(order).map(({ lineId, quantity }) => [lineId, quantity]));
  return lines.every(({ lineId, quantity }) => quantity <= (left.get(lineId) ?? 0));
}

/** How many shipments an order has before this one is its next. */
function placeToFill({ id, shipments }: Order, { shipmentId }: Shipment): number {
  return shipmentIdOf(id, shipments.length + 1) === shipmentId ? shipments.length : -1;
}

/** A name that was never booked is barred with the carrier, and stands in the order so that it is not taken again. */
function unbookedChange(order: Order, shipmentIds: readonly string[], at: Date, why = KEPT_ANOTHER): OrderChange {
  const known = order.shipments.map((shipment) =>
    shipmentIds.includes(shipment.shipmentId) ? { ...shipment, status: 'cancelled' as const } : shipment,
  );
  const barred = shipmentIds
    .filter((shipmentId) => !known.some((shipment) => shipment.shipmentId === shipmentId))
    .map((shipmentId) => ({
      ...newShipment(shipmentId, [], { trackingNumber: '', status: 'cancelled' }, at),
      status: 'cancelled' as const,
    }));
  return {
    event: 'orders.shipment_changed',
    shipments: [...known, ...barred],
    why,
  };
}

const KEPT_ANOTHER = 'The carrier let these parcels go and keeps another: they are booked again.';

function newShipment(shipmentId: string, lines: readonly LineQuantity[], booking: Booking, at: Date): Shipment {
  return { shipmentId, trackingNumber: booking.trackingNumber, status: 'booked', lines, bookedAt: at.toISOString() };
}
