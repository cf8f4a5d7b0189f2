import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { returnRefundIdOf } from '../domain/identifiers.ts';
import { isEveryDeliveredUnitBack } from '../domain/line-units.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import { refundOfReturn } from '../domain/refund.ts';
import type { ReturnApproval } from '../domain/return-approval.ts';
import { isMadeAlready, movedReturn, requireMove, returnOf, type MoveTerms, type OwnMove } from '../domain/return-move.ts';
import { newReturn, type ReturnRequest } from '../domain/return-request.ts';
import { leadsTo, type Return, type ReturnStatus } from '../domain/return.ts';
import type { Step } from './record-step.ts';

/** What a shop allows of returns. */
export interface ReturnTerms {
  readonly approve: ReturnApproval;
  /** How long after its delivery a parcel's goods can be announced (ms). */
  readonly windowMs: number;
  /** How long an approved return is waited for (ms). */
  readonly expiryMs: number;
}

interface ReturnStep extends Step {
  readonly returnId: string;
}

/** What a workflow is told of its return. */
export interface ReturnFacts {
  readonly status: ReturnStatus;
  /** Not waited for any longer (ISO 8601). */
  readonly expiresAt?: string;
}

/** Where the return stands, or why the order did not take the change. */
export type ReturnAnswer =
  | { readonly outcome: 'taken'; readonly facts: ReturnFacts }
  | { readonly outcome: 'refused'; readonly code: ErrorCode; readonly why: string };

export type ReturnRefund = { readonly outcome: 'opened'; readonly refundId: string } | { readonly outcome: 'nothing_to_refund' };

export interface ReturnDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  readonly returns: ReturnTerms;
}

/** The steps of a return, each recorded once: announce, decide, receive, restock, refund, close. */
export function returnActivities({ orders, stock, now, returns: { approve, windowMs, expiryMs } }: ReturnDependencies) {
  const at = () => now().toISOString();
  const announce = (order: Order, returnId: string, request: ReturnRequest): OrderChange | undefined => {
    const known = order.returns ?? [];
    if (known.some((each) => each.returnId === returnId)) return undefined;
    const announced = newReturn(order, returnId, request, { at: at(), windowMs });
    return { event: 'orders.changed', returns: [...known, announced], why: `A return was announced: ${request.reason}` };
  };
  const terms = (): MoveTerms => ({ at: at(), expiryMs });

  const record = async ({ orderId, returnId, cause }: ReturnStep, name: string, decide: (order: Order) => OrderChange | undefined) =>
    orders.change(orderId, `return_${name}:${returnId}`, cause, decide);
  const move = ({ move: wanted, ...step }: ReturnStep & { move: OwnMove }): Promise<ReturnAnswer> =>
    asAnswer(async () => {
      const order = await record(step, wanted.to, (before) => moveChange(before, step.returnId, wanted, terms()));
      const after = returnOf(order, step.returnId);
      // Another move to the same status was recorded first, and this one is another.
      if (!isMadeAlready(after, wanted) && (wanted.to === 'received' || !leadsTo(wanted.to, after.status)))
        requireMove(order, after, wanted);
      return factsOf(after);
    });

  return {
    /** Announces what was asked for, unless the order has not so much to come back. */
    openReturn: ({ request, ...step }: ReturnStep & { request: ReturnRequest }): Promise<ReturnAnswer> =>
      asAnswer(async () =>
        factsOf(returnOf(await record(step, 'requested', (order) => announce(order, step.returnId, request)), step.returnId)),
      ),

    /** Asks the approval, and records what it says. A person may have decided meanwhile. */
    async decideReturn(step: ReturnStep): Promise<ReturnFacts> {
      const order = await orders.get(step.orderId);
      const announced = returnOf(order, step.returnId);
      if (announced.status !== 'requested') return factsOf(announced);
      const verdict = await approve(order, announced);
      if (verdict.verdict === 'undecided') return factsOf(announced);
      const decided = await move({
        ...step,
        move: verdict.verdict === 'declined' ? { to: 'declined', reason: verdict.reason } : { to: 'approved' },
      });
      return decided.outcome === 'taken' ? decided.facts : factsOf(returnOf(await orders.get(step.orderId), step.returnId));
    },

    /** What people decide, what arrives, and what the clock ends. */
    moveReturn: move,

    /** The units that are to be sold again are on hand. */
    async restockReturn({ orderId, returnId }: ReturnStep): Promise<void> {
      const { lines } = returnOf(await orders.get(orderId), returnId);
      const back = lines.flatMap(({ lineId, restocked = 0 }) => (restocked > 0 ? [{ lineId, quantity: restocked }] : []));
      if (back.length > 0) await stock.restock({ orderId, step: `restocked:${returnId}`, lines: back });
    },

    /** Opens the one refund of the return, where there is anything to give back. */
    async openRefundOfReturn({ orderId, cause, returnId }: ReturnStep): Promise<ReturnRefund> {
      const order = await orders.change(orderId, `refund_opened:return:${returnId}`, cause, (before) => {
        const refund = refundOfReturn(before, returnOf(before, returnId), at());
        return refund && { event: 'orders.payment_changed', refunds: [...before.refunds, refund], why: refund.reason };
      });
      const refund = order.refunds.find((known) => known.refundId === returnRefundIdOf(returnId));
      return refund ? { outcome: 'opened', refundId: refund.refundId } : { outcome: 'nothing_to_refund' };
    },

    /** Goods and money are settled; with the last of its goods the order is RETURNED. */
    closeReturn: (step: ReturnStep): Promise<ReturnAnswer> => move({ ...step, move: { to: 'closed' } }),
  };
}

/** What the order does not take is an answer; anything else goes on as it is. */
async function asAnswer(facts: () => Promise<ReturnFacts>): Promise<ReturnAnswer> {
  try {
    return { outcome: 'taken', facts: await facts() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'refused', code: error.code, why: error.message };
  }
}

/** Nothing where somebody else has made the move. @throws DomainError RETURN_NOT_FOUND, RETURN_REFUSED, INVALID_REQUEST */
function moveChange(order: Order, returnId: string, move: OwnMove, terms: MoveTerms): OrderChange | undefined {
  const known = returnOf(order, returnId);
  if (isMadeAlready(known, move)) return undefined;
  const moved = movedReturn(order, known, move, terms);
  const returns = (order.returns ?? []).map((each) => (each === known ? moved : each));
  const isLast = order.status === 'COMPLETED' && isEveryDeliveredUnitBack({ ...order, returns });
  return { ...(isLast ? { status: 'RETURNED' } : { event: 'orders.changed' }), returns, why: whyOf(moved) };
}

function whyOf({ status, declineReason }: Return): string {
  switch (status) {
    case 'received':
      return 'The goods of a return are here.';
    case 'closed':
      return 'A return is closed: its goods and its money are settled.';
    case 'expired':
      return 'A return expired: its goods did not come in time.';
    default:
      return declineReason === undefined ? `A return was ${status}.` : `A return was ${status}: ${declineReason}`;
  }
}

function factsOf({ status, expiresAt }: Return): ReturnFacts {
  return { status, ...(expiresAt !== undefined && { expiresAt }) };
}
