import { CancellationScope, isCancellation, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { PartnerQueues } from '../activities/order.ts';
import type { Cause } from '../domain/order-event.ts';
import type { ShipmentStatus } from '../domain/order.ts';
import { isAtItsEnd, STATUS_TABLE, type OrderStatus } from '../domain/order-status.ts';
import type { StatusVersion } from '../domain/ports.ts';
import { Compensations } from './compensations.ts';
import { ORDER_STATUS, type CancelRequest, type ProcessOrderInput } from './messages.ts';
import { People } from './people.ts';

/** One or more requests to cancel, and what became of them. */
export interface CancelAsk extends CancelRequest {
  outcome: 'open' | 'canceled' | 'refused';
  refusal?: string;
}

export const CANCEL_ASKED = Symbol('cancel asked');

export type ParcelStage = Exclude<ShipmentStatus, 'cancelled'>;
/** Where a parcel stands in its journey: it only ever moves on. */
const JOURNEY: Readonly<Record<ParcelStage, number>> = { booked: 0, picked_up: 1, lost: 2, returning: 2, delivered: 3, returned: 3 };

/** What the workflow knows of its order between two steps: where it stands, what messages asked for, what is to be undone. */
export class OrderState {
  readonly orderId: string;
  /** What the order's steps follow from: the request that made it. */
  readonly cause: Cause;
  readonly undos = new Compensations();
  readonly people = new People(this);
  /** How long a partner's step may fail before a person is told (ms). */
  patienceMs = 0;
  /** Where the steps of partners run that have a task queue of their own. */
  queues: PartnerQueues = {};
  /** How long a parcel may stay where it is before a person is asked (ms). */
  lateMs = 0;
  status: OrderStatus = 'PENDING';
  /** Until hand-over is decided a cancel always wins; until the pick-up the carrier is asked; then it is too late. */
  cancelling: 'wins' | 'asks_carrier' | 'too_late' = 'wins';
  cancelAsk: CancelAsk | undefined;
  parcel: ParcelStage = 'booked';
  /** Who said where the parcel is, when it was not the carrier. */
  parcelCause: Cause | undefined;
  paymentNews = 0;
  /** Refusals that are being recorded: the workflow does not end before. */
  openRefusals = 0;
  #occasions = 0;
  #version = 0;
  #told: OrderStatus = 'PENDING';
  #forward: CancellationScope | undefined;

  constructor(input: ProcessOrderInput) {
    this.orderId = input.id;
    this.cause = input.cause;
  }

  /**
   * Names what may happen more than once in an order's life, so that its record is written once: a repeat within this run, or
   * within a reset of it, has the same name, and a run that was started anew has others.
   */
  newOccasion(): string {
    this.#occasions += 1;
    return `${workflowInfo().firstExecutionRunId}:${this.#occasions}`;
  }

  /** The order stands where a step left it, and the next one follows at once: nothing is told of a status that does not last. */
  recordStatus(statusVersion: StatusVersion): void {
    this.status = statusVersion.status;
    this.#version = statusVersion.version;
  }

  /** The order stands where a step left it. */
  publishStatus(statusVersion: StatusVersion, waitsFor: string): void {
    this.recordStatus(statusVersion);
    this.waiting(waitsFor);
  }

  /** Shows in the Temporal UI where the order is and what it waits for. */
  waiting(waitsFor: string): void {
    const next = STATUS_TABLE[this.status].next.join(', ') || 'nothing, this is its end';
    setCurrentDetails(`**${this.status}** · ${waitsFor}\n\nVersion ${this.#version}; next can be ${next}.`);
    // An upsert is an event of its own: one only when the status is another than the one last told.
    if (this.#told === this.status) return;
    this.#told = this.status;
    upsertSearchAttributes([{ key: ORDER_STATUS, value: this.status }]);
  }

  /** Joins the open request to cancel, or opens one and stops the forward steps. */
  askToCancel(request: CancelRequest): CancelAsk {
    if (this.cancelAsk) return this.cancelAsk;
    if (this.status === 'CANCELED') return { ...request, outcome: 'canceled' };
    if (isAtItsEnd(this.status)) return { ...request, outcome: 'refused', refusal: `The order is ${this.status}.` };
    this.cancelAsk = { ...request, outcome: 'open' };
    this.#forward?.cancel();
    return this.cancelAsk;
  }

  settleCancel(outcome: 'canceled' | 'refused', refusal?: string): void {
    if (this.cancelAsk) Object.assign(this.cancelAsk, { outcome, refusal });
    this.cancelAsk = undefined;
  }

  /** Runs forward steps; a request to cancel interrupts them, and wins even over steps that succeeded meanwhile. */
  async forward<T>(steps: () => Promise<T>): Promise<T | typeof CANCEL_ASKED> {
    if (this.cancelAsk) return CANCEL_ASKED;
    this.#forward = new CancellationScope();
    try {
      const result = await this.#forward.run(steps);
      return this.cancelAsk ? CANCEL_ASKED : result;
    } catch (error) {
      // A step that was cancelled while its worker was dead reports its time-out instead: the request decides, not the failure.
      if (this.cancelAsk || isCancellation(error)) return CANCEL_ASKED;
      throw error;
    } finally {
      this.#forward = undefined;
    }
  }

  /** Of the order, as the last step left it. */
  get version(): number {
    return this.#version;
  }

  /** Whether an earlier run, or a task that was lost, has brought the order to its end: then whoever asked to cancel it is told. */
  endedBefore(): boolean {
    if (!this.isAtItsEnd) return false;
    this.waiting('It was over before.');
    this.settleCancel(this.status === 'CANCELED' ? 'canceled' : 'refused', `The order is ${this.status}.`);
    return true;
  }

  get isAtItsEnd(): boolean {
    return isAtItsEnd(this.status);
  }

  get parcelIsAtItsEnd(): boolean {
    return this.parcel === 'delivered' || this.parcel === 'returned' || this.isAtItsEnd;
  }

  /** News may come twice, late or out of order: by news a parcel only ever moves on. */
  parcelReached(stage: ShipmentStatus): void {
    if (stage !== 'cancelled' && JOURNEY[stage] > JOURNEY[this.parcel]) this.parcel = stage;
  }

  /** What the carrier answers when it is asked, or a person knows: between lost and on its way back there is no order. */
  parcelStands(stage: ShipmentStatus, by?: Cause): void {
    if (stage === 'cancelled' || JOURNEY[stage] < JOURNEY[this.parcel] || this.parcelIsAtItsEnd) return;
    this.parcel = stage;
    this.parcelCause = by;
  }
}
