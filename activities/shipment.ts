import { DomainError } from '../domain/errors.ts';
import type { Order, Shipment, ShipmentStatus } from '../domain/order.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { Booking, Carrier, OrderStore, StatusVersion } from '../domain/ports.ts';
import { recorderOf } from './order.ts';
import { asResult } from './payment.ts';

export interface ShipmentStep {
  readonly orderId: string;
  readonly cause: Cause;
}

export type BookingAnswer =
  | {
      readonly outcome: 'booked';
      readonly statusVersion: StatusVersion;
      /** Where the carrier has the parcel, and where the order last had it. */
      readonly stage: ShipmentStatus;
      readonly recorded: ShipmentStatus;
      readonly patience: CarrierPatience;
    }
  | { readonly outcome: 'refused'; readonly why: string }
  /** Nothing was booked: the authorisation would not last until the money can be captured. */
  | { readonly outcome: 'renew_first'; readonly reference: string };

/** How long the carrier may be silent about a parcel (ms). */
export interface CarrierPatience {
  /** Before it is asked, the first time; each time it has nothing new, twice as long. */
  readonly silenceMs: number;
  /** Before a person is. */
  readonly lateMs: number;
}

export interface ShipmentDependencies extends CarrierPatience {
  readonly orders: OrderStore;
  readonly carrier: Carrier;
  readonly now: () => Date;
  /** An authorisation that ends within this time is renewed before the hand-over (ms). */
  readonly renewBeforeMs: number;
}

/** Book with its undo, and ask where the parcel is. */
export function shipmentActivities({ orders, carrier, now, renewBeforeMs, silenceMs, lateMs }: ShipmentDependencies) {
  const record = recorderOf(orders);

  return {
    /** `renewed` names an authorisation that is as new as the provider has them: it has to do, short-lived as it may be. */
    async bookShipment({ orderId, cause, renewed }: ShipmentStep & { renewed?: string }): Promise<BookingAnswer> {
      const order = await orders.get(orderId);
      // A try of a worker that was frozen may come after its order was cancelled by another.
      if (NOT_TO_BE_SENT.has(order.status)) return { outcome: 'refused', why: `The order is ${order.status}.` };
      const marginMs = order.payment.reference === renewed ? 0 : renewBeforeMs;
      const expiring = order.status === 'CONFIRMED' && endingBefore(order, now().getTime() + marginMs);
      if (expiring) return { outcome: 'renew_first', reference: expiring };
      const shipTo = order.shipTo && { shipTo: order.shipTo };
      const booking = await asResult('CARRIER_REFUSED', carrier.book({ reference: referenceOf(orderId), orderId, ...shipTo }));
      if (booking instanceof DomainError) return { outcome: 'refused', why: booking.message };
      const statusVersion = await record({ orderId, cause: { ...cause, actor: 'carrier' } }, 'fulfilling', ({ status, items }) =>
        status === 'CONFIRMED'
          ? { status: 'FULFILLING', shipments: [newShipment(orderId, items, booking, now())], why: 'Booked with the carrier.' }
          : undefined,
      );
      return {
        outcome: 'booked',
        statusVersion,
        stage: booking.status,
        recorded: order.shipments[0]?.status ?? 'booked',
        patience: { silenceMs, lateMs },
      };
    },

    /** True when the parcel stays; false when the carrier has it and keeps it. */
    cancelShipment: ({ orderId }: { orderId: string }): Promise<boolean> => carrier.cancel(referenceOf(orderId)),

    findShipment: async ({ orderId }: { orderId: string }): Promise<ShipmentStatus> =>
      (await carrier.find(referenceOf(orderId)))?.status ?? 'booked',
  };
}

/** One that is further on than this try knows has its booking. */
const NOT_TO_BE_SENT: ReadonlySet<OrderStatus> = new Set(['CANCELING', 'CANCELED', 'REJECTED']);

/** The reference of a live authorisation that ends before a moment. */
function endingBefore({ payment: { status, expiresAt, reference } }: Order, moment: number): string | undefined {
  return status === 'authorised' && expiresAt !== undefined && Date.parse(expiresAt) < moment ? reference : undefined;
}

function referenceOf(orderId: string): string {
  return `ship_${orderId}_1`;
}

function newShipment(orderId: string, items: Order['items'], booking: Booking, at: Date): Shipment {
  return {
    shipmentId: referenceOf(orderId),
    trackingNumber: booking.trackingNumber,
    status: 'booked',
    lines: items.map(({ lineId, quantity }) => ({ lineId, quantity })),
    bookedAt: at.toISOString(),
  };
}
