import { condition } from '@temporalio/workflow';
import type { LineCancelAnswer } from '../activities/cancel-lines.ts';
import { whyTooLateToCancel } from '../domain/order-status.ts';
import { bookAgain } from './cancel-with-carrier.ts';
import { failure } from './failure.ts';
import type { LineCancelRequest } from './messages.ts';
import type { OpenCancel, OrderState } from './order-state.ts';
import { cancelLines } from './steps.ts';
import { isLetGo } from './unbook.ts';
import { askCarrier } from './watch-carrier.ts';

/**
 * Cancels units of lines: at once while none of them is in a parcel; else the carrier is asked for those parcels, and what of them is
 * not cancelled is booked anew. Answers the cancel of the whole order where nothing would be left.
 * @throws ApplicationFailure INVALID_REQUEST, LINES_NOT_CANCELLABLE, CANCEL_REFUSED
 */
export async function cancelSomeLines(state: OrderState, request: LineCancelRequest): Promise<OpenCancel | undefined> {
  await condition(() => state.status !== 'PENDING');
  const answer = await state.withCarrier(() => cancelOnceLetGo(state, request));
  if (answer.outcome === 'refused') throw failure(answer.code, answer.why);
  if (answer.outcome !== 'whole') return undefined;
  // The first pick-up was heard of meanwhile.
  if (state.cancelRule === 'too_late') throw failure('CANCEL_TOO_LATE', whyTooLateToCancel(state.status));
  const { cause, reason } = request;
  return state.requestCancel({ cause, ...(reason !== undefined && { reason }) });
}

async function cancelOnceLetGo(state: OrderState, request: LineCancelRequest): Promise<LineCancelAnswer> {
  const letGo: string[] = [];
  for (;;) {
    const answer = await cancelLines({ orderId: state.orderId, ...request, letGo });
    if (answer.outcome === 'cancelled') take(state, answer, letGo);
    else if (answer.outcome !== 'asks_carrier') await undo(state, letGo);
    if (answer.outcome !== 'asks_carrier') return answer;
    const kept = await askForParcels(state, answer.shipmentIds, letGo);
    if (kept === undefined) continue;
    await undo(state, letGo);
    // Most likely it was just picked up: do not wait for the carrier to say so.
    await askCarrier(state, state.shipments.stateOf(kept));
    return { outcome: 'refused', code: 'CANCEL_REFUSED', why: KEPT };
  }
}

const KEPT = 'The carrier has a parcel with these units and does not give it back. What is captured for it can be refunded.';

/** The parcel that the carrier keeps, where it keeps one. */
async function askForParcels(state: OrderState, shipmentIds: readonly string[], letGo: string[]): Promise<string | undefined> {
  for (const shipmentId of shipmentIds) {
    if (!(await isLetGo(state, shipmentId))) return shipmentId;
    letGo.push(shipmentId);
  }
  return undefined;
}

async function undo(state: OrderState, letGo: readonly string[]): Promise<void> {
  if (letGo.length > 0) await bookAgain(state, letGo);
}

function take(state: OrderState, answer: LineCancelAnswer & { outcome: 'cancelled' }, letGo: readonly string[]): void {
  const { statusVersion, isMoreToBook, isOwed } = answer;
  for (const shipmentId of letGo) state.shipments.found({ shipmentId, status: 'cancelled' });
  state.isBooked = !isMoreToBook;
  if (isOwed) state.paidCancels += 1;
  // What is left of an order that waits may all be there.
  state.stockNews += 1;
  if (statusVersion.status === state.status) state.recordStatus(statusVersion);
  else state.publishStatus(statusVersion, 'What is not cancelled has left.');
}
