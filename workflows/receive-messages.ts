import { ApplicationFailure, CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors.ts';
import { STATUS_TABLE } from '../domain/order-status.ts';
import type { Standing } from '../domain/ports.ts';
import {
  awaitCreated,
  cancel,
  cancelOrder,
  paymentUpdated,
  resolveAttention,
  trackingUpdated,
  type CancelRequest,
  type Resolution,
} from './messages.ts';
import type { CancelAsk, OrderLife } from './order-life.ts';
import type { People } from './people.ts';
import { refuseCancel } from './steps.ts';

const MAX_REASON_LENGTH = 500;

/** Handlers run in the workflow's own scope, which Temporal's cancel ends for good: what they wait for must not end with it. */
const shielded = <T>(work: () => Promise<T>) => CancellationScope.nonCancellable(work);

/** Takes every message an order's workflow knows; to be called before its first step. */
export function receiveMessages(life: OrderLife, root: CancellationScope): void {
  setHandler(awaitCreated, () => shielded(() => condition(() => life.status !== 'PENDING')));

  setHandler(cancel, (request) => shielded(() => answerCancel(life.askToCancel(request))), {
    validator: (request) => {
      if (typeof request?.cause?.actor !== 'string')
        throw failure('INVALID_REQUEST', 'cancel needs { cause: { actor } }; people send the signal cancelOrder');
      if (life.cancelling === 'too_late') throw failure('CANCEL_TOO_LATE', tooLate(life));
    },
  });

  setHandler(cancelOrder, (argument) => shielded(() => askWithoutAnswer(life, { ...reasonIn(argument), cause: { actor: 'temporal' } })));

  // The order's steps run in scopes that the Cancel of the Temporal UI does not reach: it is one more request.
  root.cancelRequested.catch(() =>
    shielded(() => askWithoutAnswer(life, { reason: 'cancelled in Temporal', cause: { actor: 'temporal' } })),
  );

  setHandler(trackingUpdated, (news) => life.parcelReached(news.event));
  setHandler(paymentUpdated, () => void life.paymentNews++);

  setHandler(resolveAttention, (resolution) => shielded(() => takeResolution(life.people, resolution)), {
    validator: (resolution) => {
      const choices = life.people.resolution ? [] : (life.people.attention?.choices ?? []);
      if (!choices.includes(resolution?.choice)) {
        throw failure('CHOICE_NOT_OFFERED', choices.length > 0 ? `Choose one of: ${choices.join(', ')}.` : 'The order waits for nobody.');
      }
    },
  });
}

/** Answered once the decision is recorded. */
async function takeResolution(people: People, resolution: Resolution): Promise<void> {
  people.resolution = resolution;
  await condition(() => people.resolution !== resolution);
}

async function answerCancel(ask: CancelAsk): Promise<void> {
  await condition(() => ask.outcome !== 'open');
  if (ask.outcome === 'refused') throw failure('CANCEL_REFUSED', ask.refusal ?? 'the carrier refused');
}

/** A signal or Temporal's own cancel cannot be answered: a refusal becomes an event of the order. */
async function askWithoutAnswer(life: OrderLife, request: CancelRequest): Promise<void> {
  if (life.cancelling === 'too_late') await refuse(life, request, tooLate(life));
  else life.askToCancel(request);
}

/** The order goes on as it was; its history says who asked and why the answer was no. */
export async function refuse(life: OrderLife, { cause }: CancelRequest, why: string): Promise<Standing> {
  life.openRefusals += 1;
  const standing = await refuseCancel({ orderId: life.orderId, cause, occasion: life.newOccasion(), why });
  life.openRefusals -= 1;
  return standing;
}

function reasonIn(argument: unknown): { reason?: string } {
  const reason = typeof argument === 'object' && argument !== null && 'reason' in argument ? argument.reason : argument;
  if (typeof reason === 'string' && reason !== '')
    return { reason: reason.slice(0, MAX_REASON_LENGTH).toWellFormed().replaceAll('\u0000', '') };
  if (argument !== undefined) log.warn('the argument of cancelOrder is neither a string nor { reason }; it is ignored, the cancel is not');
  return {};
}

function tooLate(life: OrderLife): string {
  const way = STATUS_TABLE[life.status].next.includes('DELIVERED')
    ? 'the parcel has left; wait for its delivery and ask for a return'
    : 'ask for a return';
  return `The order is ${life.status}: ${way}.`;
}

function failure(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code);
}
