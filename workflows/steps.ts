import {
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  type LocalActivityInterfaceFor,
  type RetryPolicy,
} from '@temporalio/workflow';
import type { Duration } from '@temporalio/common';
import type { Tried } from '../activities/at-once.ts';
import type { Activities } from '../activities/index.ts';
import { PARTNER_STEPS, type PartnerStepName } from '../domain/partner-steps.ts';
import type { PartnerQueues, RunSettings } from '../domain/run-settings.ts';
import { isTimeUp, withEscalation, type Escalation } from './escalation.ts';
import { inTurn } from './in-turn.ts';
import type { OrderState } from './order-state.ts';

/** Our own database: it comes back, so there is no budget; the pause stays short, because an order waits. */
const OWN_DATABASE: RetryPolicy = { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '10s' };

/** Somebody else's service: spare it while it is down. */
const PARTNER: RetryPolicy = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' };

const QUEUE = Symbol('local steps');

/** One queue for each workflow, among its globals: the SDK keeps those apart, while all workflows of a thread share their modules. */
function afterTheOthers<T>(step: () => Promise<T>): Promise<T> {
  const globals = globalThis as { [QUEUE]?: ReturnType<typeof inTurn> };
  globals[QUEUE] ??= inTurn();
  return globals[QUEUE](step);
}

/**
 * Local steps one after another, whichever part of the workflow asks for them. Of two that are under way together a replay has both
 * results at once, where the first run went on in between: it would schedule what follows in another order and fail its task for ever.
 */
function oneByOne(steps: LocalActivityInterfaceFor<Activities>): Activities {
  const queued =
    (step: (...args: unknown[]) => Promise<unknown>) =>
    (...args: unknown[]) =>
      afterTheOthers(() => step(...args));
  return new Proxy(steps, { get: (target, name) => queued(Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>) });
}

/**
 * A step in our own database is local: it costs one event instead of six. A statement ends after 4 s, hence 10 s for a try;
 * pauses beyond 5 s become timers on the server, so that an outage does not keep the workflow task alive.
 */
const record = (summary: string, startToCloseTimeout: Duration = '10s') =>
  oneByOne(proxyLocalActivities<Activities>({ summary, startToCloseTimeout, localRetryThreshold: '5s', retry: OWN_DATABASE }));

/** Five statements and two partners, which have 2 s each: activities/create-order.ts. */
export const { createOrder } = record('Write the order and take it as far as it goes at once', '20s');
export const { readOrder } = record('Read where the order stands');
export const { reserveStock } = record('Reserve stock for every line, or for none');
export const { claimStock } = record('Look what has come of the stock that is waited for');
export const { dropMissing } = record('Cancel what is not in stock');
export const { releaseStock } = record('Undo: give reserved stock back');
export const { confirmUnpaid } = record('Confirm an order that costs nothing');
export const { rejectOrder } = record('Record that the order is rejected');
/** Four statements and the payment provider, which has 2 s: activities/cancel-at-once.ts. */
export const { beginCanceling } = record('Record that the order is being cancelled, and undo what goes at once', '20s');
export const { finishCanceling } = record('Record that the order is cancelled');
export const { cancelLines } = record('Cancel units of lines');
export const { editOrder } = record('Change what was ordered');
export const { reserveForEdit } = record('Reserve stock for a change of the order');
export const { releaseForEdit } = record('Undo: give back the stock of a change that came to nothing');
export const { releaseBrokenEdit } = record('Give back the stock of a change that broke off');
export const { recordHold } = record('Record a hold');
export const { recordRelease } = record('Record that a hold is released');
export const { refuseCancel } = record('Record that a cancel was refused');
export const { recordUnbooked } = record('Record which parcels the carrier let go');
/** Four statements and the payment provider, which has 2 s: activities/pick-up.ts. */
export const { recordPickUp } = record('Record the pick-up; the goods leave the stock, and the payment is captured', '15s');
export const { recordDelivery } = record('Record the delivery, and the end where the money is settled');
export const { recordStray } = record('Record that a parcel is lost or comes back');
export const { recordReturn } = record('Record that a parcel is back');
export const { endOrder } = record('Record that goods and money are settled');
export const { raiseAttention } = record('Record that a person has to decide');
export const { withdrawAttention } = record('Record that nobody has to decide any more');

/**
 * What a person decided is recorded by a regular activity: it is scheduled with the task that took the decision in. Were that task lost
 * after a local one had recorded it, the row would ask nobody any more, and the workflow would wait for an answer that nobody gives.
 */
export const { settleAttention } = proxyActivities<Activities>({
  summary: 'Record what the person decided',
  startToCloseTimeout: '10s',
  retry: OWN_DATABASE,
});

export const { openRefund } = record('Record how much goes back, before any of it is sent');
export const { openRefundOfShipment } = record('Record how much goes back for a parcel');
export const { openRefundOfCancelled } = record('Record how much goes back for what was cancelled');

export const { openReturn } = record('Record what is announced to come back');
export const { moveReturn } = record('Record what became of the return');
export const { restockReturn } = record('Put what came back into stock');
export const { openRefundOfReturn } = record('Record how much goes back for what came back');
export const { closeReturn } = record('Record that goods and money of the return are settled');

/** The approval may ask elsewhere, and take its time. */
export const { decideReturn } = proxyActivities<Activities>({
  summary: 'Ask whether the return is approved',
  startToCloseTimeout: '30s',
  retry: PARTNER,
});

type StepName = keyof Activities;
type Input<Name extends StepName> = Parameters<Activities[Name]>[0];
type Answer<Name extends StepName> = Awaited<ReturnType<Activities[Name]>>;

/** A step that somebody outside has to answer. */
interface PartnerStep<Name extends StepName> {
  readonly partner: keyof PartnerQueues;
  /** What the order waits for while it is tried again. */
  readonly waitsFor?: string;
  /** One try within the workflow task: one event in place of six where the partner answers at once. */
  readonly local?: (input: Input<Name>) => Promise<Answer<Name>>;
  readonly regular: (input: Input<Name>, options: RegularOptions) => Promise<Answer<Name>>;
}

interface RegularOptions {
  readonly scheduleToCloseTimeout?: number;
  readonly taskQueue?: string;
}

interface PartnerStepOptions {
  /** As the Temporal UI shows it. */
  readonly summary: string;
  readonly waitsFor?: string;
  readonly isLocalFirst?: true;
}

/**
 * The local try lasts no longer than 2 s, because messages wait meanwhile. An adapter gives up a call after 10 s, and a step makes two
 * of them at most, hence 25 s for a regular try with its record.
 */
function partnerStep<Name extends StepName & PartnerStepName>(
  name: Name,
  { summary, waitsFor, isLocalFirst }: PartnerStepOptions,
): PartnerStep<Name> {
  const { [name]: local } = oneByOne(
    proxyLocalActivities<Activities>({ summary, startToCloseTimeout: '2s', retry: { maximumAttempts: 1 } }),
  );
  const { [name]: regular } = proxyActivities<Activities>({ summary, startToCloseTimeout: '25s', retry: PARTNER });
  return {
    partner: PARTNER_STEPS[name],
    ...(waitsFor !== undefined && { waitsFor }),
    ...(isLocalFirst && { local: local as unknown as NonNullable<PartnerStep<Name>['local']> }),
    regular: (input, options) => (regular as unknown as RegularActivity<Name>).executeWithOptions(options, [input]),
  };
}

interface RegularActivity<Name extends StepName> {
  executeWithOptions(options: RegularOptions, args: [Input<Name>]): Promise<Answer<Name>>;
}

export const AUTHORISE = partnerStep('authorisePayment', {
  summary: 'Authorise the payment',
  waitsFor: 'Authorising the payment.',
  isLocalFirst: true,
});
export const VOID = partnerStep('voidPayment', { summary: 'Undo: give the authorisation back' });
export const RENEW = partnerStep('renewAuthorisation', { summary: 'Renew the authorisation that is near its end' });
export const AUTHORISE_EDIT = partnerStep('authoriseEdit', {
  summary: 'Authorise what the changed order comes to',
  waitsFor: 'Authorising a change of the order.',
  isLocalFirst: true,
});
export const KEEP_ONE_AUTHORISATION = partnerStep('keepOneAuthorisation', {
  summary: 'Give every authorisation back but the one of the order',
  isLocalFirst: true,
});
export const CAPTURE = partnerStep('capturePayment', { summary: 'Capture the payment', isLocalFirst: true });
export const CAPTURE_SHIPMENT = partnerStep('captureShipment', { summary: 'Capture the payment of a parcel', isLocalFirst: true });
export const SEND_REFUND = partnerStep('sendRefund', { summary: 'Give captured money back' });
export const BOOK = partnerStep('bookShipment', {
  summary: 'Book the shipment with the carrier',
  waitsFor: 'Booking the shipment.',
  isLocalFirst: true,
});
export const CANCEL_SHIPMENT = partnerStep('cancelShipment', {
  summary: 'Ask the carrier to cancel the shipment',
  isLocalFirst: true,
});
export const FIND_SHIPMENT = partnerStep('findShipment', { summary: 'Ask the carrier where the shipment is' });

type CallingRun = Pick<OrderState, 'settings' | 'waiting'>;

/**
 * Asks a partner until it answers: within the workflow task where the step allows it, unless it was `tried` there before, then by a
 * regular activity, of which a person sees each try in the Temporal UI; when that fails for long, a person is asked too.
 */
export async function callPartner<Name extends StepName>(
  state: OrderState,
  step: PartnerStep<Name>,
  input: Input<Name>,
  escalation: Escalation,
  tried?: Tried<Answer<Name>>,
): Promise<Answer<Name>> {
  const answer = await askAtOnce(state, step, input, tried);
  if (answer !== undefined) return answer;
  return withEscalation(state, escalation, (limit) => callRegularly(state.settings, step, input, limit));
}

/** The same for a step that is of no use after a while. Undefined when the time was over before the partner answered. */
export async function callPartnerWithin<Name extends StepName>(
  run: CallingRun,
  step: PartnerStep<Name>,
  input: Input<Name>,
  { withinMs, tried }: { readonly withinMs: number; readonly tried?: Tried<Answer<Name>> | undefined },
): Promise<Answer<Name> | undefined> {
  if (withinMs <= 0 && tried?.answer === undefined) return undefined;
  const answer = await askAtOnce(run, step, input, tried);
  if (answer !== undefined) return answer;
  try {
    return await callRegularly(run.settings, step, input, { scheduleToCloseTimeout: withinMs });
  } catch (error) {
    if (isTimeUp(error)) return undefined;
    throw error;
  }
}

/** The answer of the try within the workflow task, made here unless it was `tried` before. Says what is waited for where there is none. */
async function askAtOnce<Name extends StepName>(
  run: CallingRun,
  step: PartnerStep<Name>,
  input: Input<Name>,
  tried: Tried<Answer<Name>> | undefined,
): Promise<Answer<Name> | undefined> {
  const { answer } = tried ?? (await tryLocally(run, step, input));
  if (answer === undefined && step.waitsFor !== undefined) run.waiting(step.waitsFor);
  return answer;
}

/** No answer where the step is no local one, its queue is to limit it, or the partner did not answer at once. */
async function tryLocally<Name extends StepName>(
  { settings }: CallingRun,
  { partner, local }: PartnerStep<Name>,
  input: Input<Name>,
): Promise<Tried<Answer<Name>>> {
  if (!local || settings.partnerQueues[partner] !== undefined) return {};
  try {
    return { answer: await local(input) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return {};
  }
}

/** On the task queue that limits how fast the partner is called, where there is one. */
export function callRegularly<Name extends StepName>(
  { partnerQueues }: RunSettings,
  { partner, regular }: PartnerStep<Name>,
  input: Input<Name>,
  limit: Pick<RegularOptions, 'scheduleToCloseTimeout'> = {},
): Promise<Answer<Name>> {
  const taskQueue = partnerQueues[partner];
  return regular(input, { ...limit, ...(taskQueue !== undefined && { taskQueue }) });
}
