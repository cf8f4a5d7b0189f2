import { type ApplicationFailure, type CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import { whyNoHold } from '../domain/hold.ts';
import { whyTooLateToCancel } from '../domain/order-status.ts';
import type { StatusVersion } from '../domain/ports/order-store.ts';
import {
  cancel,
  cancelLines,
  cancelOrder,
  editOrder,
  paymentUpdated,
  placeHold,
  releaseHold,
  resolveAttention,
  stockArrived,
  trackingUpdated,
  type CancelRequest,
  type EditRequest,
  type LineCancelRequest,
  type HoldPlacement,
  type HoldRelease,
  type Resolution,
} from './messages.ts';
import { cancelSomeLines } from './cancel-lines.ts';
import { editInTurn } from './edit-order.ts';
import { readEditRequest } from './read-edit.ts';
import { failure } from './failure.ts';
import type { AttentionDesk } from './attention-desk.ts';
import type { OpenCancel, OrderState } from './order-state.ts';
import { readCancel, readLineCancel, readPlacement, readReason, readRelease, readResolution, readTracking } from './read-messages.ts';
import { shielded } from './shielded.ts';
import { recordHold, recordRelease, refuseCancel } from './steps.ts';

/** Takes every message an order's workflow knows; to be called before its first step. */
export function receiveMessages(state: OrderState, root: CancellationScope): void {
  setHandler(cancel, (request) => shielded(() => answerCancel(state.requestCancel(understood(request)))), {
    validator: (request) => {
      understood(request);
      if (state.cancelRule === 'too_late') throw failure('CANCEL_TOO_LATE', whyTooLateToCancel(state.status));
    },
  });

  setHandler(cancelLines, (request) => shielded(() => answerLineCancel(state, understoodLines(request))), {
    validator: (request) => void understoodLines(request),
  });

  setHandler(editOrder, (request) => shielded(() => editInTurn(state, understoodEdit(request))), {
    validator: (request) => {
      understoodEdit(request);
      if (isHandedOver(state)) throw failure('EDIT_REFUSED', handedOver('changed'));
    },
  });

  setHandler(cancelOrder, (argument) => shielded(() => cancelWithoutAnswer(state, signalledCancel(argument))));

  // The order's steps run in scopes that the Cancel of the Temporal UI does not reach: it is one more request.
  root.cancelRequested.catch(() =>
    shielded(() => cancelWithoutAnswer(state, { reason: 'cancelled in Temporal', cause: { actor: 'temporal' } })),
  );

  setHandler(placeHold, (placement) => shielded(() => hold(state, understoodHold(readPlacement(placement)))), {
    validator: (placement) => {
      understoodHold(readPlacement(placement));
      if (isHandedOver(state) || state.cancelRule !== 'wins') throw holdRefused(state);
    },
  });
  setHandler(releaseHold, (release) => shielded(() => releaseFrom(state, understoodHold(readRelease(release)))), {
    validator: (release) => void understoodHold(readRelease(release)),
  });

  setHandler(trackingUpdated, (notification) => {
    const told = readTracking(notification);
    if (told && state.shipments.notified(told.shipmentId, told.event)) state.trackingNews++;
    else log.warn('trackingUpdated names no shipment of this order, or no event that a parcel knows; it is ignored');
  });
  setHandler(paymentUpdated, () => void state.paymentNotifications++);
  setHandler(stockArrived, () => void state.stockNews++);

  setHandler(resolveAttention, (resolution) => shielded(() => takeResolution(state.attention, readResolution(resolution))), {
    validator: (resolution) => {
      const choices = state.attention.resolution ? [] : (state.attention.open?.choices ?? []);
      if (!choices.includes(readResolution(resolution).choice)) {
        throw failure('CHOICE_NOT_OFFERED', choices.length > 0 ? `Choose one of: ${choices.join(', ')}.` : 'The order waits for nobody.');
      }
    },
  });
}

async function hold(state: OrderState, placement: HoldPlacement): Promise<void> {
  const { isTaken } = await state.holds.changeBy(() => recordHold({ orderId: state.orderId, ...placement }));
  if (!isTaken) throw holdRefused(state);
}

async function releaseFrom(state: OrderState, release: HoldRelease): Promise<void> {
  await state.holds.changeBy(() => recordRelease({ orderId: state.orderId, ...release }));
}

function holdRefused(state: OrderState): ApplicationFailure {
  return failure('HOLD_REFUSED', isHandedOver(state) ? handedOver('held') : whyNoHold(state));
}

function isHandedOver({ isHandOverDecided, openCancel }: OrderState): boolean {
  return isHandOverDecided || openCancel !== undefined;
}

function handedOver(done: string): string {
  return `The order is being handed over, or cancelled: it cannot be ${done} any more.`;
}

/** @throws ApplicationFailure INVALID_REQUEST */
function understoodHold<T>(request: T | undefined): T {
  if (request) return request;
  throw failure('INVALID_REQUEST', 'a hold needs { holdId, cause: { actor } }, and { hold: { reason } } when it is placed');
}

/** Answered once the decision is recorded. */
async function takeResolution(desk: AttentionDesk, resolution: Resolution): Promise<void> {
  desk.resolution = resolution;
  await condition(() => desk.resolution !== resolution);
}

async function answerCancel(cancelled: OpenCancel): Promise<void> {
  await condition(() => cancelled.outcome !== 'open');
  if (cancelled.outcome === 'refused') throw failure('CANCEL_REFUSED', cancelled.refusal ?? 'the carrier refused');
}

async function answerLineCancel(state: OrderState, request: LineCancelRequest): Promise<void> {
  const whole = await cancelSomeLines(state, request);
  if (whole) await answerCancel(whole);
}

/** A signal or Temporal's own cancel cannot be answered: a refusal becomes an event of the order. */
async function cancelWithoutAnswer(state: OrderState, request: CancelRequest): Promise<void> {
  if (state.cancelRule === 'too_late') await recordRefusal(state, request, whyTooLateToCancel(state.status));
  else state.requestCancel(request);
}

/** The order goes on as it was; its history says who asked and why the answer was no. */
export async function recordRefusal(state: OrderState, { cause }: CancelRequest, why: string): Promise<StatusVersion> {
  state.openRefusals += 1;
  const statusVersion = await refuseCancel({ orderId: state.orderId, cause, occasion: state.newOccasion(), why });
  state.openRefusals -= 1;
  return statusVersion;
}

/** @throws ApplicationFailure INVALID_REQUEST */
function understood(request: unknown): CancelRequest {
  const cancelRequest = readCancel(request);
  if (cancelRequest) return cancelRequest;
  throw failure('INVALID_REQUEST', 'cancel needs { cause: { actor } }; people send the signal cancelOrder');
}

/** @throws ApplicationFailure INVALID_REQUEST */
function understoodLines(request: unknown): LineCancelRequest {
  const lineCancel = readLineCancel(request);
  if (lineCancel) return lineCancel;
  throw failure('INVALID_REQUEST', 'cancelLines needs { callId, items: [{ lineId, quantity }], cause: { actor } }');
}

/** @throws ApplicationFailure INVALID_REQUEST */
function understoodEdit(request: unknown): EditRequest {
  const edit = readEditRequest(request);
  if (edit) return edit;
  throw failure('INVALID_REQUEST', 'editOrder needs { callId, version, edit, cause: { actor } }, and in edit what can be ordered');
}

function signalledCancel(argument: unknown): CancelRequest {
  const reason = readReason(argument);
  if (argument !== undefined && reason === undefined)
    log.warn('the argument of cancelOrder is neither a string nor { reason }; it is ignored, the cancel is not');
  return { cause: { actor: 'temporal' }, ...(reason !== undefined && { reason }) };
}
