import { DependencyError, DomainError, type ErrorCode } from '../domain/errors.ts';
import { ownRefundIdOf } from '../domain/identifiers.ts';
import { moneyText } from '../domain/money.ts';
import type { Order, Refund } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import { cancelRefundsOf, refundOfCancelled, refundOfShipment, requestedRefund, type RefundRequest } from '../domain/refund.ts';
import { asResult } from './as-result.ts';
import { type Step, statusVersionOf } from './record-step.ts';

interface RefundStep extends Step {
  /** Ours, one per refund; the provider's key too. */
  readonly refundId: string;
}

interface ShipmentRefundStep extends RefundStep {
  readonly shipmentId: string;
  readonly reason: string;
}

export type RequestedRefund =
  /** `amount` is for people to read. */
  { readonly outcome: 'opened'; readonly amount: string } | { readonly outcome: 'refused'; readonly code: ErrorCode; readonly why: string };
export type OpenedRefund = { readonly outcome: 'opened'; readonly refundId: string } | { readonly outcome: 'nothing_left' };
export type SentRefund =
  { readonly outcome: 'succeeded'; readonly statusVersion: StatusVersion } | { readonly outcome: 'declined'; readonly why: string };

interface RefundDependencies {
  readonly orders: OrderStore;
  readonly payments: PaymentProvider;
  readonly now: () => Date;
}

/** Captured money goes back: first the order says how much, so that no two refunds can pass what was captured; then the provider is asked. */
export function refundActivities({ orders, payments, now }: RefundDependencies) {
  return {
    /** Opens what was asked for, unless the order has not so much to give back. */
    async openRefund({ orderId, cause, refundId, request }: RefundStep & { request: RefundRequest }): Promise<RequestedRefund> {
      const opened = await orders
        .change(orderId, `refund_opened:${refundId}`, cause, (order) => open(order, refundId, request, now()))
        .catch(asAnswer);
      if (opened instanceof DomainError) return { outcome: 'refused', code: opened.code, why: opened.message };
      return { outcome: 'opened', amount: moneyText(refundOf(opened, refundId).amountCents, opened.currency) };
    },

    /** Opens a refund of what is left of the goods of one shipment, where anything is. */
    async openRefundOfShipment({ orderId, cause, refundId, shipmentId, reason }: ShipmentRefundStep): Promise<OpenedRefund> {
      const order = await orders.change(orderId, `refund_opened:${refundId}`, cause, (before) => {
        const refund = refundOfShipment(before, shipmentId, { refundId, reason, at: now().toISOString() });
        return refund && { event: 'orders.payment_changed', refunds: [...before.refunds, refund], why: reason };
      });
      return openedIn(order, refundId);
    },

    /** Opens a refund of what was cancelled after its capture and has none, or finds the one that is open. */
    async openRefundOfCancelled({ orderId, cause }: Step): Promise<OpenedRefund> {
      const known = cancelRefundsOf(await orders.get(orderId));
      const open = known.find(({ status }) => status === 'pending');
      const refundId = open?.refundId ?? ownRefundIdOf(orderId, 'cancelled', known.length + 1);
      const reason = 'It was cancelled after it had been paid for.';
      const order = await orders.change(orderId, `refund_opened:${refundId}`, cause, (before) => {
        const refund = refundOfCancelled(before, { refundId, reason, at: now().toISOString() });
        return refund && { event: 'orders.payment_changed', refunds: [...before.refunds, refund], why: reason };
      });
      return openedIn(order, refundId);
    },

    /** A refund that was declined is recorded as failed: its money can be refunded anew. */
    async sendRefund({ orderId, cause, refundId }: RefundStep): Promise<SentRefund> {
      const order = await orders.get(orderId);
      const refund = refundOf(order, refundId);
      if (order.payment.reference === undefined) throw new Error(`order ${orderId} has no payment to refund`);
      if (refund.status === 'succeeded') return { outcome: 'succeeded', statusVersion: statusVersionOf(order) };
      if (refund.status === 'failed') return { outcome: 'declined', why: 'The provider declined the refund.' };
      const call = { reference: order.payment.reference, refundId, amountCents: refund.amountCents };
      const sent = await asResult('REFUND_DECLINED', payments.refund(call));
      const by = { ...cause, actor: 'provider' as const };
      if (sent instanceof DomainError) {
        await orders.change(orderId, `refund_failed:${refundId}`, by, (before) => settle(before, refundId, 'failed', now(), sent.message));
        return { outcome: 'declined', why: sent.message };
      }
      const after = await orders.change(orderId, `refunded:${refundId}`, by, (before) =>
        settle(before, refundId, 'succeeded', now(), refund.reason),
      );
      return { outcome: 'succeeded', statusVersion: statusVersionOf(after) };
    },
  };
}

function openedIn({ refunds }: Order, refundId: string): OpenedRefund {
  if (refunds.some((refund) => refund.refundId === refundId)) return { outcome: 'opened', refundId };
  // Should that one fail, its money is left again.
  if (refunds.some(({ status }) => status === 'pending')) throw new DependencyError('payment provider', 'Another refund is on its way.');
  return { outcome: 'nothing_left' };
}

function refundOf(order: Order, refundId: string): Refund {
  const refund = order.refunds.find((known) => known.refundId === refundId);
  if (!refund) throw new Error(`order ${order.id} has no refund ${refundId}`);
  return refund;
}

/** What cannot be refunded is an answer; anything else goes on as it is. */
function asAnswer(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}

function open(order: Order, refundId: string, request: RefundRequest, at: Date): OrderChange {
  const refund = requestedRefund(order, refundId, request, at.toISOString());
  return { event: 'orders.payment_changed', refunds: [...order.refunds, refund], why: request.reason };
}

function settle(order: Order, refundId: string, status: 'succeeded' | 'failed', at: Date, why: string): OrderChange | undefined {
  const refund = order.refunds.find((known) => known.refundId === refundId && known.status === 'pending');
  if (!refund) return undefined;
  const settled: Refund = { ...refund, status, settledAt: at.toISOString() };
  const refunds = order.refunds.map((known) => (known === refund ? settled : known));
  if (status === 'failed') return { event: 'orders.payment_changed', refunds, why };
  const { payment } = order;
  return { event: 'orders.refunded', refunds, payment: { ...payment, refundedCents: payment.refundedCents + refund.amountCents }, why };
}
