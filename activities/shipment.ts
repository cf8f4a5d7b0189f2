import { DomainError } from '../domain/errors.ts';
import type { Order, Shipment, ShipmentStatus } from '../domain/order.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Booking, Carrier, OrderStore, Standing, StockKeeper } from '../domain/ports.ts';
import { standingOf } from './order.ts';
import { expected } from './payment.ts';

interface ShipmentStep {
  readonly orderId: string;
  readonly cause: Cause;
}

export type BookingAnswer =
  | { readonly outcome: 'booked'; readonly standing: Standing; readonly stage: ShipmentStatus; readonly silenceMs: number }
  | { readonly outcome: 'refused'; readonly why: string };

interface ShipmentDependencies {
  readonly orders: OrderStore;
  readonly carrier: Carrier;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  readonly silenceMs: number;
}

/** Book with its undo, and the records of what the carrier does with the parcel. */
export function shipmentActivities({ orders, carrier, stock, now, silenceMs }: ShipmentDependencies) {
  return {
    async bookShipment({ orderId, cause }: ShipmentStep): Promise<BookingAnswer> {
      const order = await orders.get(orderId);
      const shipTo = order.shipTo && { shipTo: order.shipTo };
      const booking = await expected('CARRIER_REFUSED', carrier.book({ reference: referenceOf(orderId), orderId, ...shipTo }));
      if (booking instanceof DomainError) return { outcome: 'refused', why: booking.message };
      const after = await orders.change(orderId, 'fulfilling', { ...cause, actor: 'carrier' }, ({ status, items }) =>
        status === 'CONFIRMED' ? { status: 'FULFILLING', shipments: [newShipment(orderId, items, booking, now())] } : undefined,
      );
      return { outcome: 'booked', standing: standingOf(after), stage: booking.status, silenceMs };
    },

    /** True when the parcel stays; false when the carrier has it and keeps it. */
    cancelShipment: ({ orderId }: { orderId: string }): Promise<boolean> => carrier.cancel(referenceOf(orderId)),

    findShipment: async ({ orderId }: { orderId: string }): Promise<ShipmentStatus> =>
      (await carrier.find(referenceOf(orderId)))?.status ?? 'booked',

    async markShipped({ orderId, cause }: ShipmentStep): Promise<Standing> {
      await stock.ship(orderId);
      const shipped = await orders.change(orderId, 'shipped', cause, (order) =>
        order.status === 'FULFILLING'
          ? { status: 'SHIPPED', shipments: moveOn(order, { status: 'picked_up', pickedUpAt: now().toISOString() }) }
          : undefined,
      );
      return standingOf(shipped);
    },

    async markDelivered({ orderId, cause }: ShipmentStep): Promise<Standing> {
      const delivered = await orders.change(orderId, 'delivered', cause, (order) =>
        order.status === 'SHIPPED'
          ? { status: 'DELIVERED', shipments: moveOn(order, { status: 'delivered', deliveredAt: now().toISOString() }) }
          : undefined,
      );
      return standingOf(delivered);
    },
  };
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

function moveOn({ shipments }: Order, change: Partial<Shipment>): Shipment[] {
  return shipments.map((shipment) => (shipment.status === 'cancelled' ? shipment : { ...shipment, ...change }));
}
