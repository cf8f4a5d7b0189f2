import type { Cause } from '../order-event.ts';
import type { HoldRequest } from '../hold.ts';
import type { OrderEdit } from '../order-edit.ts';
import type { LineQuantity } from '../order-quantities.ts';
import type { Order } from '../order.ts';
import type { RefundRequest } from '../refund.ts';
import type { ReturnMove } from '../return-move.ts';
import type { ReturnRequest } from '../return-request.ts';
import type { TrackingEvent } from '../shipment.ts';
import type { PartnerQueues } from '../run-settings.ts';
import type { TriedBy } from '../waiting.ts';
import type { NewOrder } from './order-store.ts';

/** The workflows of orders, refunds and returns, as callers meet them. All throw DependencyError('temporal') when it cannot be reached in time. */
export interface OrderWorkflows {
  /** Starts the order's workflow. `existing`: somebody did before, and it runs, or ran to its end. */
  start(order: NewOrder, cause: Cause, deadline: AbortSignal): Promise<'started' | 'existing'>;
  /** An order whose row is not written yet, from what its workflow was given; needs no worker. */
  findPending(orderId: string, deadline: AbortSignal): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  /**
   * Cancels the whole order.
   * @throws DomainError CANCEL_TOO_LATE, CANCEL_REFUSED
   */
  cancel(orderId: string, call: CancelCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Cancels units of lines.
   * @throws DomainError INVALID_REQUEST, LINES_NOT_CANCELLABLE, CANCEL_REFUSED
   */
  cancelLines(orderId: string, call: LineCancelCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Changes what was ordered.
   * @throws DomainError INVALID_REQUEST, EDIT_REFUSED, PRECONDITION_FAILED, OUT_OF_STOCK, PAYMENT_DECLINED
   */
  editOrder(orderId: string, call: EditCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Keeps the order from being handed over.
   * @throws DomainError HOLD_REFUSED
   */
  placeHold(orderId: string, call: HoldCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  releaseHold(orderId: string, call: Omit<HoldCall, 'hold'>, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Takes one of the choices that the order offers a person.
   * @throws DomainError CHOICE_NOT_OFFERED
   */
  resolve(orderId: string, call: ResolveCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Starts the refund's workflow, or joins the one that a repeat started, and waits for its answer.
   * `running` when `deadline` came first: Temporal has the refund and will finish it.
   * @throws DomainError REFUND_TOO_LARGE, TOO_MANY_REFUNDS, REFUND_DECLINED
   */
  refund(order: Order, call: RefundCall, deadline: AbortSignal): Promise<'settled' | 'running'>;
  /**
   * Starts the return's workflow, or joins the one that a repeat started, and waits until it is announced and the approval was asked.
   * @throws DomainError RETURN_REFUSED, INVALID_REQUEST
   */
  requestReturn(order: Order, call: ReturnCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Approves, declines or cancels a return, or receives its goods.
   * @throws DomainError RETURN_REFUSED, INVALID_REQUEST
   */
  changeReturn(orderId: string, call: ReturnChangeCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /** What the workflow of an order, or of a refund or return of it, is held up by; undefined when by nothing, or when none runs. Needs no worker. */
  findPendingStep(orderId: string, of: TriedBy, deadline: AbortSignal): Promise<PendingStep | undefined>;
  /** Tells the order's workflow what a partner has told us; `false` when none runs any more, which is harmless. */
  notify(orderId: string, notification: PartnerNotification, deadline: AbortSignal): Promise<boolean>;
  /** Whether Temporal answers. */
  ping(deadline: AbortSignal): Promise<void>;
}

/** A partner whose answer is missing, or a worker that would take the workflow on. */
export interface PendingStep {
  readonly on: keyof PartnerQueues | 'worker';
  /** Since when, where Temporal tells it (ISO 8601). */
  readonly since?: string;
  /** When the step is tried again (ISO 8601); absent while it is being tried. */
  readonly nextTryAt?: string;
}

/** `settled`: look at the row. `running`: accepted, and outlasts the deadline. `closed`: no workflow runs, the row tells why. */
export type UpdateOutcome = 'settled' | 'running' | 'closed';

export interface CancelCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  readonly reason?: string;
  readonly cause: Cause;
}

export interface LineCancelCall extends CancelCall {
  readonly items: readonly LineQuantity[];
}

export interface EditCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  /** Of the order that the caller has decided on. */
  readonly version: number;
  readonly edit: OrderEdit;
  readonly cause: Cause;
}

export interface HoldCall {
  /** Calls that share it are one, and get one answer. */
  readonly holdId: string;
  readonly hold: HoldRequest;
  readonly cause: Cause;
}

export interface ResolveCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  readonly choice: string;
  readonly note?: string;
  readonly cause: Cause;
}

export interface RefundCall {
  readonly refundId: string;
  readonly request: RefundRequest;
  readonly cause: Cause;
}

export interface ReturnCall {
  readonly returnId: string;
  readonly request: ReturnRequest;
  readonly cause: Cause;
}

export interface ReturnChangeCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  readonly returnId: string;
  readonly move: ReturnMove;
  readonly cause: Cause;
}

export type PartnerNotification =
  | { readonly kind: 'tracking'; readonly shipmentId: string; readonly event: TrackingEvent; readonly cause: Cause }
  | { readonly kind: 'payment'; readonly reference: string; readonly cause: Cause };
