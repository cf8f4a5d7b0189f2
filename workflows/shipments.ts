import { placeOfShipment, shipmentIdOf } from '../domain/identifiers.ts';
import type { Cause } from '../domain/order-event.ts';
import type { ShipmentFacts } from '../activities/shipment-facts.ts';
import { hasArrived, hasLeft, isFurther, type LiveShipmentStatus, type ShipmentStatus } from '../domain/shipment.ts';

/** A shipment as the workflow knows it; it may have heard of it before the booking is recorded. */
export class ShipmentState {
  readonly shipmentId: string;
  status: LiveShipmentStatus = 'booked';
  /** Who said where the parcel is, when it was not the carrier. */
  toldBy: Cause | undefined;

  constructor(shipmentId: string) {
    this.shipmentId = shipmentId;
  }

  get hasLeft(): boolean {
    return hasLeft(this);
  }

  get hasArrived(): boolean {
    return hasArrived(this.status);
  }

  /** A notification may come twice, late or out of order: by it a parcel only ever moves on. */
  reached(status: ShipmentStatus): void {
    if (status !== 'cancelled' && isFurther(this.status, status)) this.status = status;
  }

  /** What the carrier answers when it is asked, or a person knows: between lost and on its way back there is no order. */
  standsAt(status: ShipmentStatus, toldBy?: Cause): void {
    if (status === 'cancelled' || isFurther(status, this.status) || this.hasArrived) return;
    this.status = status;
    this.toldBy = toldBy;
  }
}

/** All shipments of one order, each by its id. */
export class Shipments {
  readonly #orderId: string;
  readonly #states = new Map<string, ShipmentState>();
  readonly #live = new Set<ShipmentState>();
  #named = 0;

  constructor(orderId: string) {
    this.#orderId = orderId;
  }

  /** Those whose booking stands, in the order of their booking. */
  get live(): readonly ShipmentState[] {
    return [...this.#live];
  }

  /** Its booking stands. */
  isLive(shipment: ShipmentState): boolean {
    return this.#live.has(shipment);
  }

  get hasAnyLeft(): boolean {
    return this.live.some((shipment) => shipment.hasLeft);
  }

  /** How many names are taken: by what was booked, and by what the carrier was told never to book. */
  get named(): number {
    return this.#named;
  }

  /** The name that the next booking takes: it may have been made by a task that was lost. */
  get nextId(): string {
    return shipmentIdOf(this.#orderId, this.#named + 1);
  }

  /** The row has this shipment. */
  found({ shipmentId, status }: ShipmentFacts): ShipmentState {
    const shipment = this.stateOf(shipmentId);
    this.#named = Math.max(this.#named, placeOfShipment(this.#orderId, shipmentId) ?? 0);
    if (status === 'cancelled') this.#live.delete(shipment);
    else this.#live.add(shipment);
    shipment.reached(status);
    return shipment;
  }

  /** False for what is no shipment of this order. */
  notified(shipmentId: string, status: ShipmentStatus): boolean {
    if (placeOfShipment(this.#orderId, shipmentId) === undefined) return false;
    this.stateOf(shipmentId).reached(status);
    return true;
  }

  /** Also of one whose booking is not recorded yet. */
  stateOf(shipmentId: string): ShipmentState {
    const known = this.#states.get(shipmentId) ?? new ShipmentState(shipmentId);
    this.#states.set(shipmentId, known);
    return known;
  }
}
