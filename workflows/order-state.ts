import { CancellationScope, isCancellation, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Cause } from '../domain/order-event.ts';
import type { OrderReason } from '../domain/order.ts';
import { isAtItsEnd, STATUS_TABLE, type CancelRule, type OrderStatus } from '../domain/order-status.ts';
import type { StatusVersion } from '../domain/ports/order-store.ts';
import type { RunSettings } from '../domain/run-settings.ts';
import { AttentionDesk } from './attention-desk.ts';
import { Compensations } from './compensations.ts';
import { Holds } from './holds.ts';
import { inTurn } from './in-turn.ts';
import { ORDER_STATUS, type CancelRequest, type ProcessOrderInput } from './messages.ts';
import { Shipments } from './shipments.ts';

/** One or more requests to cancel, and what became of them. */
export interface OpenCancel extends CancelRequest {
  /** Why, where nobody asked for it. */
  readonly because?: OrderReason | undefined;
  /** Of an order that was with the carrier, and of which nothing had left: whatever is told of a parcel since, the carrier is asked. */
  readonly isFirst: boolean;
  outcome: 'open' | 'canceled' | 'refused';
  refusal?: string;
}

export const CANCEL_REQUESTED = Symbol('cancel requested');

/** What the workflow knows of its order between two steps: where it stands, what messages asked for, what is to be undone. */
export class OrderState {
  readonly orderId: string;
  /** What the order's steps follow from: the request that made it. */
  readonly cause: Cause;
  readonly settings: RunSettings;
  readonly undos = new Compensations();
  readonly attention = new AttentionDesk(this);
  readonly shipments: Shipments;
  readonly holds = new Holds();
  /** Not handed over before (ISO 8601). */
  handOverAfter: string | undefined;
  status: OrderStatus = 'PENDING';
  /** Of the order, as the last step left it. */
  version = 0;
  /** Nothing is to be paid. */
  isFree = false;
  /** The first booking may be on its way to the carrier: set before the step that makes it. */
  isHandOverDecided = false;
  /** A task that was lost, or a run that is no more, may have booked a parcel that nobody knows of. */
  mayBeBooked = false;
  /** Everything of the order is in a shipment that is booked. */
  isBooked = false;
  openCancel: OpenCancel | undefined;
  /** Bookings, and what takes parcels back, come one after another. */
  readonly withCarrier = inTurn();
  /** How many cancels came after the capture of what they cancel, and how many of those have been paid back. */
  paidCancels = 0;
  paidBack = 0;
  paymentNotifications = 0;
  /** How often the carrier has told something of a parcel of it. */
  trackingNews = 0;
  /** How often it was told that its stock may stand otherwise. */
  stockNews = 0;
  /** Refusals that are being recorded: the workflow does not end before. */
  openRefusals = 0;
  #occasions = 0;
  #published: OrderStatus = 'PENDING';
  #forward: CancellationScope | undefined;

  constructor(input: ProcessOrderInput) {
    this.orderId = input.id;
    this.cause = input.cause;
    this.settings = input.settings;
    this.shipments = new Shipments(input.id);
  }

  /** Whether and how the order can still be cancelled, by the status table. */
  get cancelRule(): CancelRule {
    return STATUS_TABLE[this.status].cancel({ isDecided: this.isHandOverDecided, hasAnythingLeft: this.shipments.hasAnyLeft });
  }

  get isAtItsEnd(): boolean {
    return isAtItsEnd(this.status);
  }

  /**
   * Names what may happen more than once to an order, so that its record is written once: a repeat within this run, or within a
   * reset of it, has the same name, and a run that was started anew has others.
   */
  newOccasion(): string {
    this.#occasions += 1;
    return `${workflowInfo().firstExecutionRunId}:${this.#occasions}`;
  }

  /** The order stands where a step left it, and the next one follows at once: nothing is told of a status that does not last. */
  recordStatus({ status, version }: StatusVersion): void {
    this.status = status;
    this.version = version;
  }

  /** The order stands where a step left it, and stays there for a while. */
  publishStatus(statusVersion: StatusVersion, waitsFor: string): void {
    this.recordStatus(statusVersion);
    this.waiting(waitsFor);
  }

  /** Shows in the Temporal UI where the order is and what it waits for. */
  waiting(waitsFor: string): void {
    const next = STATUS_TABLE[this.status].next.join(', ') || 'nothing, this is its end';
    setCurrentDetails(`**${this.status}** · ${waitsFor}\n\nVersion ${this.version}; next can be ${next}.`);
    // An upsert is an event of its own: one only when the status is another than the one last told.
    if (this.#published === this.status) return;
    this.#published = this.status;
    upsertSearchAttributes([{ key: ORDER_STATUS, value: this.status }]);
  }

  /** Joins the open request to cancel, or opens one and stops the forward steps. */
  requestCancel(request: CancelRequest, because?: OrderReason): OpenCancel {
    if (this.openCancel) return this.openCancel;
    const cancel = { ...request, because, isFirst: this.isHandOverDecided && !this.shipments.hasAnyLeft };
    if (this.status === 'CANCELED') return { ...cancel, outcome: 'canceled' };
    if (this.isAtItsEnd) return { ...cancel, outcome: 'refused', refusal: `The order is ${this.status}.` };
    this.openCancel = { ...cancel, outcome: 'open' };
    this.#forward?.cancel();
    return this.openCancel;
  }

  settleCancel(outcome: 'canceled' | 'refused', refusal?: string): void {
    if (this.openCancel) Object.assign(this.openCancel, { outcome, refusal });
    this.openCancel = undefined;
  }

  /** Runs forward steps; a request to cancel interrupts them, and wins even over steps that succeeded meanwhile. */
  async forward<T>(steps: () => Promise<T>): Promise<T | typeof CANCEL_REQUESTED> {
    if (this.openCancel) return CANCEL_REQUESTED;
    this.#forward = new CancellationScope();
    try {
      const result = await this.#forward.run(steps);
      return this.openCancel ? CANCEL_REQUESTED : result;
    } catch (error) {
      // A step that was cancelled while its worker was dead reports its time-out instead: the request decides, not the failure.
      if (this.openCancel || isCancellation(error)) return CANCEL_REQUESTED;
      throw error;
    } finally {
      this.#forward = undefined;
    }
  }

  /** Runs a step that a request to cancel tells to go no further; what it answers counts all the same. */
  async stoppable<T>(step: () => Promise<T>): Promise<T> {
    this.#forward = new CancellationScope();
    try {
      return await this.#forward.run(step);
    } finally {
      this.#forward = undefined;
    }
  }

  /** Whether an earlier run, or a task that was lost, has brought the order to its end: then whoever asked to cancel it is told. */
  endedBefore(): boolean {
    if (!this.isAtItsEnd) return false;
    this.waiting('It was over before.');
    this.settleCancel(this.status === 'CANCELED' ? 'canceled' : 'refused', `The order is ${this.status}.`);
    return true;
  }
}
