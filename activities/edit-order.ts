import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { isSameJson } from '../domain/order-difference.ts';
import { asksForMore, editChange, editRefused, planEdit, type OrderEdit, type PlannedEdit } from '../domain/order-edit.ts';
import { editStep } from '../domain/order-event.ts';
import { unitsOf } from '../domain/line-units.ts';
import type { LineQuantity } from '../domain/order-quantities.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { ReservationLine, ReserveOutcome, StockKeeper } from '../domain/ports/stock-keeper.ts';
import { authorised } from './authorise.ts';
import { changeUnless } from './change-unless.ts';
import type { NewAuthorisation } from './edit-payment.ts';
import { statusVersionOf, type Step } from './record-step.ts';

interface EditCall extends Step {
  /** Calls that share it are one. */
  readonly callId: string;
}

interface EditStep extends EditCall {
  readonly edit: OrderEdit;
  /** Of the order that the caller has decided on. */
  readonly version: number;
  /** A task that was lost may have booked a parcel of it. */
  readonly mayBeBooked: boolean;
  /** What was taken for it; absent as long as nothing was. */
  readonly taken?: TakenForEdit;
}

export interface TakenForEdit {
  readonly more: readonly ReservationLine[];
  readonly authorisation?: NewAuthorisation;
}

/** What has to be taken before an edit can be recorded. */
export interface EditNeeds extends Pick<PlannedEdit, 'more' | 'authoriseCents'> {
  /** That no parcel goes to the address of before. */
  readonly asksCarrier: boolean;
  /** How many authorisations were asked for by then. */
  readonly attempts: number;
}

export type EditAnswer =
  | {
      readonly outcome: 'edited';
      readonly statusVersion: StatusVersion;
      /** Nothing is to be paid. */
      readonly isFree: boolean;
    }
  /** Nothing is recorded yet. */
  | ({ readonly outcome: 'needs' } & EditNeeds)
  | EditRefusal;

export interface EditRefusal {
  readonly outcome: 'refused';
  readonly code: ErrorCode;
  readonly why: string;
}

interface EditDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  /** How long reserved stock waits for the payment (ms). */
  readonly reservationMs: number;
}

/** Change what was ordered, as long as it is not handed over. */
export function editActivities({ orders, stock, reservationMs }: EditDependencies) {
  const cutBack = (order: Order, step: string) => stock.cutBack({ orderId: order.id, step, lines: reservedIn(order) });

  return {
    /** Records the edit once all that it needs is taken; then what it does not need any more goes back to stock. */
    async editOrder({ orderId, cause, callId, ...asked }: EditStep): Promise<EditAnswer> {
      const step = editStep(callId);
      const changed = await changeUnless(orders, { orderId, step, cause }, (order) => {
        const decided = decide(order, asked);
        return 'outcome' in decided ? { otherwise: decided } : decided;
      });
      if (changed.otherwise) return changed.otherwise;
      const { after } = changed;
      await cutBack(after, step);
      return { outcome: 'edited', statusVersion: statusVersionOf(after), isFree: after.payment.status === 'not_required' };
    },

    /** All of it or nothing. The units queue where those of their order do. */
    async reserveForEdit({ orderId, callId, more }: EditCall & Pick<EditNeeds, 'more'>): Promise<ReserveOutcome> {
      const { tenant, createdAt } = await orders.get(orderId, 1);
      const expiresAt = new Date(Date.parse(createdAt) + reservationMs).toISOString();
      return stock.reserve({ orderId, tenant, step: editStep(callId), lines: more, expiresAt });
    },

    /** Undo: gives back what was reserved for an edit that came to nothing. */
    async releaseForEdit({ orderId, callId }: EditCall): Promise<void> {
      await cutBack(await orders.get(orderId), editStep(callId));
    },

    /** The same for one that a run left half done which is no more. */
    async releaseBrokenEdit({ orderId }: Step): Promise<void> {
      await cutBack(await orders.get(orderId), 'edit_broken_off');
    },
  };
}

/** Once something was taken, whether the order is at the caller's version is no question any more: what was taken has to fit it. */
function decide(
  order: Order,
  { edit, version, mayBeBooked, taken }: Omit<EditStep, keyof EditCall>,
): Exclude<EditAnswer, { outcome: 'edited' }> | { change: OrderChange | undefined } {
  try {
    if (!taken && order.version !== version) throw new DomainError('PRECONDITION_FAILED', movedOn(order));
    const plan = planEdit(order, edit);
    if (taken) return { change: changeWith(order, edit, plan, taken) };
    const { more, authoriseCents } = plan;
    const asksCarrier = plan.isMoved && mayBeBooked;
    if (!asksForMore(plan) && !asksCarrier) return { change: editChange(order, edit, plan) };
    const { attempts } = order.payment;
    return { outcome: 'needs', more, asksCarrier, attempts, ...(authoriseCents !== undefined && { authoriseCents }) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'refused', code: error.code, why: error.message };
  }
}

function changeWith(order: Order, edit: OrderEdit, plan: PlannedEdit, { more, authorisation }: TakenForEdit): OrderChange | undefined {
  const isCovered = (plan.authoriseCents ?? 0) <= (authorisation?.authorisedCents ?? 0);
  if (!isCovered || !isSameJson(plan.more, more)) throw editRefused(movedOn(order));
  if (!authorisation) return editChange(order, edit, plan);
  const { reference, attempt } = authorisation;
  return editChange(order, edit, plan, authorised({ ...order.payment, attempts: attempt }, reference, authorisation));
}

function movedOn({ status, version }: Order): string {
  return `The order has changed meanwhile: it is ${status} by now, at version ${version}. Read it again before you decide.`;
}

/** What of each line is to be reserved. */
function reservedIn(order: Order): LineQuantity[] {
  return order.items.map((line) => {
    const { reserved, waiting } = unitsOf(line, order);
    return { lineId: line.lineId, quantity: reserved + waiting };
  });
}
