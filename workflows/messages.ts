import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors.ts';
import type { HoldRequest } from '../domain/hold.ts';
import type { OrderEdit } from '../domain/order-edit.ts';
import type { Cause } from '../domain/order-event.ts';
import type { LineQuantity } from '../domain/order-quantities.ts';
import type { DeliveryRun } from '../domain/ports/webhook-deliveries.ts';
import type { TrackingEvent } from '../domain/shipment.ts';
import type { NewOrder } from '../domain/ports/order-store.ts';
import type { RefundRequest } from '../domain/refund.ts';
import type { ReturnMove } from '../domain/return-move.ts';
import type { ReturnRequest } from '../domain/return-request.ts';
import type { ReturnStatus } from '../domain/return.ts';
import type { RunSettings } from '../domain/run-settings.ts';

/** The header in which calls to Temporal, and those of workflows, carry W3C Trace Context; the one of Temporal's own interceptors. */
export const TRACE_HEADER = '_tracer-data';

export const PROCESS_ORDER = 'processOrder';

export interface ProcessOrderInput extends NewOrder {
  readonly cause: Cause;
  /** As the configuration was when the run started; it keeps to them until its end. */
  readonly settings: RunSettings;
}

/** How an order's workflow ended. */
export interface ProcessOrderResult {
  readonly status: string;
}

export const REFUND_ORDER = 'refundOrder';

export interface RefundOrderInput {
  readonly orderId: string;
  readonly refundId: string;
  /** Counts until the refund is opened; a run for one that is open sends what the order says. */
  readonly request: RefundRequest;
  readonly cause: Cause;
  readonly settings: RunSettings;
}

/** How a refund ended; `message` is for people. */
export type RefundOrderResult =
  | { readonly outcome: 'succeeded'; readonly message: string }
  | { readonly outcome: 'declined' | 'refused'; readonly code: ErrorCode; readonly message: string };

export const RETURN_GOODS = 'returnGoods';

export interface ReturnGoodsInput {
  readonly orderId: string;
  readonly returnId: string;
  /** Counts until the return is announced; a run for one that is goes on where the order says it stands. */
  readonly request: ReturnRequest;
  readonly cause: Cause;
  readonly settings: RunSettings;
}

/** How a return ended. */
export interface ReturnGoodsResult {
  readonly status: ReturnStatus | 'refused';
}

export const DELIVER_WEBHOOK = 'deliverWebhook';

export interface DeliverWebhookInput extends DeliveryRun {
  /** Who sends takes the tries from a queue of their own. */
  readonly sendersQueue: string;
}

/** Update: cancels the whole order and waits for it; refused when it is too late. */
export const cancel = defineUpdate<void, [CancelRequest]>('cancel');

/** Update: cancels units of lines; refused where they have left, or the carrier keeps them. */
export const cancelLines = defineUpdate<void, [LineCancelRequest]>('cancelLines');

/** Update: changes what was ordered; refused once it is handed over, or where stock or money for it is not to be had. */
export const editOrder = defineUpdate<void, [EditRequest]>('editOrder');

/** Signal for people at the Temporal CLI or UI: an optional string or `{ "reason": … }`; anything else still cancels. */
export const cancelOrder = defineSignal<[unknown?]>('cancelOrder');

/** Update: keeps the order from being handed over; refused when it is too late. */
export const placeHold = defineUpdate<void, [HoldPlacement]>('placeHold');

/** Update: releases a hold; harmless when it is released. */
export const releaseHold = defineUpdate<void, [HoldRelease]>('releaseHold');

/** Update: waits until the return is announced and the approval was asked; refused when the order did not take it. */
export const returnDecided = defineUpdate<void>('returnDecided');

/** Update: approves, declines or cancels a return, or receives its goods; refused when it stands elsewhere. */
export const changeReturn = defineUpdate<void, [ReturnChange]>('changeReturn');

/** Signal: the carrier tells where a parcel is. */
export const trackingUpdated = defineSignal<[TrackingNotification]>('trackingUpdated');

/** Signal: something changed at the payment provider; what, the provider is asked. */
export const paymentUpdated = defineSignal<[PaymentNotification]>('paymentUpdated');

/** Signal: units that the order waits for were reserved for it. */
export const stockArrived = defineSignal('stockArrived');

/** Update for people: takes one of the choices that `needsAttention` offers. */
export const resolveAttention = defineUpdate<void, [Resolution]>('resolveAttention');

export interface CancelRequest {
  readonly reason?: string;
  readonly cause: Cause;
}
export interface LineCancelRequest extends CancelRequest {
  /** The caller's, one per cancel. */
  readonly callId: string;
  readonly items: readonly LineQuantity[];
}
export interface EditRequest {
  /** The caller's, one per edit. */
  readonly callId: string;
  /** Of the order that the caller has decided on. */
  readonly version: number;
  readonly edit: OrderEdit;
  readonly cause: Cause;
}
export interface HoldRelease {
  readonly holdId: string;
  readonly cause: Cause;
}
export interface HoldPlacement extends HoldRelease {
  readonly hold: HoldRequest;
}
export interface ReturnChange {
  readonly move: ReturnMove;
  readonly cause: Cause;
}
export interface TrackingNotification {
  readonly shipmentId: string;
  readonly event: TrackingEvent;
  readonly cause: Cause;
}
export interface PaymentNotification {
  readonly reference: string;
  readonly cause: Cause;
}
export interface Resolution {
  /** The caller's, one per decision. Absent when a person sends it from Temporal. */
  readonly callId?: string;
  readonly choice: string;
  readonly note?: string;
  /** Absent when a person sends it from Temporal. */
  readonly cause?: Cause;
}

/** Search attributes are never encrypted: an opaque customer id, no name and no e-mail address. */
export const ORDER_STATUS = defineSearchAttributeKey('OrderStatus', SearchAttributeType.KEYWORD);
export const CUSTOMER_ID = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);
