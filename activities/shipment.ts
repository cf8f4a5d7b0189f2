import { DomainError } from '../domain/errors.ts';
import { moveOn, type Order, type Shipment, type ShipmentStatus } from '../domain/order.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Booking, Carrier, OrderStore, Standing, StockKeeper } from '../domain/ports.ts';
import { recorderOf, standingOf } from './order.ts';
import { expected } from './payment.ts';

interface ShipmentStep {
  readonly orderId: string;
  readonly cause: Cause;
}

export type BookingAnswer =
  | {
      readonly outcome: 'booked';
      readonly standing: Standing;
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

export interface Strayed extends Standing {
  readonly isSettled: boolean;
}

export interface ShipmentDependencies extends CarrierPatience {
  readonly orders: OrderStore;
  readonly carrier: Carrier;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  /** An authorisation that ends within this time is renewed before the hand-over (ms). */
  readonly renewBeforeMs: number;
}

/** Book with its undo, and the records of what the carrier does with the parcel. */
export function shipmentActivities({ orders, carrier, stock, now, renewBeforeMs, silenceMs, lateMs }: ShipmentDependencies) {
  const record = recorderOf(orders);

  return {
    /** `renewed` names an authorisation that is as new as the provider has them: it has to do, short-lived as it may be. */
    async bookShipment({ orderId, cause, renewed }: ShipmentStep & { renewed?: string }): Promise<BookingAnswer> {
      const order = await orders.get(orderId);
      const marginMs = order.payment.reference === renewed ? 0 : renewBeforeMs;
      const expiring = order.status === 'CONFIRMED' && endingBefore(order, now().getTime() + marginMs);
      if (expiring) return { outcome: 'renew_first', reference: expiring };
      const shipTo = order.shipTo && { shipTo: order.shipTo };
      const booking = await expected('CARRIER_REFUSED', carrier.book({ reference: referenceOf(orderId), orderId, ...shipTo }));
      if (booking instanceof DomainError) return { outcome: 'refused', why: booking.message };
      const standing = await record({ orderId, cause: { ...cause, actor: 'carrier' } }, 'fulfilling', ({ status, items }) =>
        status === 'CONFIRMED'
          ? { status: 'FULFILLING', shipments: [newShipment(orderId, items, booking, now())], why: 'Booked with the carrier.' }
          : undefined,
      );
      return {
        outcome: 'booked',
        standing,
        stage: booking.status,
        recorded: order.shipments[0]?.status ?? 'booked',
        patience: { silenceMs, lateMs },
      };
    },

    /** True when the parcel stays; false when the carrier has it and keeps it. */
    cancelShipment: ({ orderId }: { orderId: string }): Promise<boolean> => carrier.cancel(referenceOf(orderId)),

    findShipment: async ({ orderId }: { orderId: string }): Promise<ShipmentStatus> =>
      (await carrier.find(referenceOf(orderId)))?.status ?? 'booked',

    async markShipped(step: ShipmentStep): Promise<Standing> {
      await stock.ship(step.orderId);
      return record(step, 'shipped', (order) =>
        order.status === 'FULFILLING'
          ? {
              status: 'SHIPPED',
              shipments: moveOn(order, { status: 'picked_up', pickedUpAt: now().toISOString() }),
              why: 'The carrier has picked the parcel up.',
            }
          : undefined,
      );
    },

    /** The parcel is lost, or on its way back. It may still turn up: that is one more change. `isSettled`: a person gave it up. */
    async markStrayed({ status, orderId, cause }: ShipmentStep & { status: 'lost' | 'returning' }): Promise<Strayed> {
      const order = await orders.change(orderId, status, cause, (before) =>
        before.status === 'SHIPPED' && before.shipments.some((shipment) => shipment.status !== status)
          ? {
              event: 'orders.shipment_changed',
              shipments: moveOn(before, { status }),
              why: status === 'lost' ? 'The parcel is lost.' : 'The delivery was refused or not possible; the parcel comes back.',
            }
          : undefined,
      );
      return { ...standingOf(order), isSettled: order.shipments.every(({ settledAt }) => settledAt !== undefined) };
    },

    markDelivered: (step: ShipmentStep): Promise<Standing> =>
      record(step, 'delivered', (order) =>
        order.status === 'SHIPPED'
          ? {
              status: 'DELIVERED',
              shipments: moveOn(order, { status: 'delivered', deliveredAt: now().toISOString() }),
              why: 'The parcel was delivered.',
            }
          : undefined,
      ),

    /** The parcel is back, before its money is. */
    markParcelBack: (step: ShipmentStep): Promise<Standing> =>
      record(step, 'returned_parcel', (order) =>
        order.status === 'SHIPPED'
          ? {
              event: 'orders.shipment_changed',
              shipments: moveOn(order, { status: 'returned', returnedAt: now().toISOString() }),
              why: 'The parcel came back undelivered.',
            }
          : undefined,
      ),

    markReturned: (step: ShipmentStep): Promise<Standing> =>
      record(step, 'returned', (order) =>
        order.status === 'SHIPPED'
          ? { status: 'RETURNED', needsAttention: null, why: 'Everything came back undelivered, and the customer has the money back.' }
          : undefined,
      ),
  };
}

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
