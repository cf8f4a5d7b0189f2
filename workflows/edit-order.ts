import { condition } from '@temporalio/workflow';
import type { EditAnswer, EditNeeds, EditRefusal, TakenForEdit } from '../activities/edit-order.ts';
import type { NewAuthorisation } from '../activities/edit-payment.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { CANNOT_VOID, undoPayment } from './cancel-order.ts';
import { bookAgain } from './cancel-with-carrier.ts';
import { declinedText } from './declined-text.ts';
import { failure } from './failure.ts';
import type { EditRequest } from './messages.ts';
import { CANCEL_REQUESTED, type OrderState } from './order-state.ts';
import { outOfStock } from './out-of-stock.ts';
import * as steps from './steps.ts';
import { isLetGo } from './unbook.ts';

/** The caller waits meanwhile, and so does the hand-over (ms). */
const AUTHORISE_WITHIN_MS = 30_000;

const CANCELLED = 'The order is being cancelled: it stays as it was.';
const UNANSWERED = 'The payment provider did not answer in time: the order stays as it was.';
const BOOKED = 'The carrier has a parcel of the order, for the address that it has.';

/**
 * Changes what was ordered: what more is needed of stock and money is taken first, one record swaps, then what is not needed any more
 * is given back. One after another, and none beside a booking; whatever fails, or is cancelled meanwhile, leaves the order as it was.
 * @throws ApplicationFailure INVALID_REQUEST, EDIT_REFUSED, PRECONDITION_FAILED, OUT_OF_STOCK, PAYMENT_DECLINED
 */
export async function editInTurn(state: OrderState, request: EditRequest): Promise<void> {
  await condition(() => state.status !== 'PENDING');
  const answer = await state.withCarrier(() => edit(state, request));
  if (answer.outcome === 'refused') throw failure(answer.code, answer.why);
}

/** What a run that is no more may have taken for an edit, and not given back. */
export async function undoBrokenEdit(state: OrderState): Promise<void> {
  await steps.releaseBrokenEdit({ orderId: state.orderId, cause: state.cause });
  await keepOneAuthorisation(state, 'unknown');
}

type Settled = Exclude<EditAnswer, { outcome: 'needs' }>;

async function edit(state: OrderState, request: EditRequest): Promise<Settled> {
  if (state.openCancel) return refused('EDIT_REFUSED', CANCELLED);
  const { orderId, mayBeBooked } = state;
  const answer = await steps.editOrder({ orderId, mayBeBooked, ...request });
  if (answer.outcome === 'edited') take(state, answer);
  if (answer.outcome !== 'needs') return answer;
  // The row says so before this run hears of it.
  await condition(() => state.status !== 'CREATED');
  const settled = (await reserve(state, request, answer)) ?? (await pay(state, request, answer));
  const { callId, cause } = request;
  if (settled.outcome === 'refused' && answer.more.length > 0) await steps.releaseForEdit({ orderId, callId, cause });
  return settled;
}

/** Why not, where it cannot be reserved. */
async function reserve({ orderId }: OrderState, { callId, cause }: EditRequest, { more }: EditNeeds): Promise<EditRefusal | undefined> {
  if (more.length === 0) return undefined;
  const stock = await steps.reserveForEdit({ orderId, callId, cause, more });
  if (stock.outcome === 'short') return refused('OUT_OF_STOCK', outOfStock(stock.shortages));
  return stock.outcome === 'released' ? refused('EDIT_REFUSED', CANCELLED) : undefined;
}

/** Of the authorisation before and a new one, one is given back: whichever the order then does not stand on. */
async function pay(state: OrderState, request: EditRequest, needs: EditNeeds): Promise<Settled> {
  const { authoriseCents, attempts } = needs;
  if (authoriseCents === undefined) return record(state, request, needs);
  const attempt = attempts + 1;
  const authorisation = await authorise(state, request, { attempt, amountCents: authoriseCents });
  const settled = 'outcome' in authorisation ? authorisation : await record(state, request, needs, authorisation);
  await keepOneAuthorisation(state, attempt);
  return settled;
}

async function record(
  state: OrderState,
  request: EditRequest,
  { more, asksCarrier }: EditNeeds,
  authorisation?: NewAuthorisation,
): Promise<Settled> {
  const { orderId, mayBeBooked } = state;
  if (asksCarrier && !(await isBarred(state))) return refused('EDIT_REFUSED', BOOKED);
  if (state.openCancel) return refused('EDIT_REFUSED', CANCELLED);
  const taken: TakenForEdit = { more, ...(authorisation && { authorisation }) };
  const answer = await steps.editOrder({ orderId, mayBeBooked, ...request, taken });
  if (answer.outcome === 'edited') take(state, answer);
  return answer.outcome === 'needs' ? refused('EDIT_REFUSED', CANCELLED) : answer;
}

async function authorise(
  state: OrderState,
  { edit: { payment: method }, cause }: EditRequest,
  amount: { readonly attempt: number; readonly amountCents: number },
): Promise<NewAuthorisation | EditRefusal> {
  const step = { orderId: state.orderId, cause, ...amount, ...(method && { method }) };
  const answer = await state.forward(() => steps.callPartnerWithin(state, steps.AUTHORISE_EDIT, step, { withinMs: AUTHORISE_WITHIN_MS }));
  if (answer === CANCEL_REQUESTED) return refused('EDIT_REFUSED', CANCELLED);
  if (answer === undefined) return refused('EDIT_REFUSED', UNANSWERED);
  if (answer.outcome === 'declined')
    return refused('PAYMENT_DECLINED', declinedText('The payment of the changed order was declined', answer));
  return answer.authorisation;
}

/** Under the name that it would take, the carrier books no parcel any more. */
async function isBarred(state: OrderState): Promise<boolean> {
  const shipmentId = state.shipments.nextId;
  if (!(await isLetGo(state, shipmentId))) return false;
  await bookAgain(state, [shipmentId], 'The address changes: what may have been booked for the old one is not to be sent.');
  return true;
}

function take(state: OrderState, { statusVersion, isFree }: EditAnswer & { outcome: 'edited' }): void {
  state.recordStatus(statusVersion);
  if (state.isFree && !isFree) undoPayment(state);
  state.isFree = isFree;
}

async function keepOneAuthorisation(state: OrderState, asked: number | 'unknown'): Promise<void> {
  const step = { orderId: state.orderId, cause: state.cause, asked };
  state.recordStatus(await steps.callPartner(state, steps.KEEP_ONE_AUTHORISATION, step, CANNOT_VOID));
}

function refused(code: ErrorCode, why: string): EditRefusal {
  return { outcome: 'refused', code, why };
}
