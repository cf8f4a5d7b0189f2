import type { Cause } from '../domain/order-event.ts';
import type { NewOrder, StatusVersion } from '../domain/ports/order-store.ts';
import type { PartnerQueues } from '../domain/run-settings.ts';
import { atOnce, type OnFailedTry, type Tried } from './at-once.ts';
import type { StockAnswer } from './backorder.ts';
import type { FoundOrder, orderActivities } from './order.ts';
import type { AuthorisationAnswer, paymentActivities } from './payment.ts';
import type { BookingAnswer, shipmentActivities } from './shipment.ts';
import type { Step } from './record-step.ts';
import type { stockActivities } from './stock.ts';

type Steps = Pick<
  ReturnType<typeof orderActivities> &
    ReturnType<typeof stockActivities> &
    ReturnType<typeof paymentActivities> &
    ReturnType<typeof shipmentActivities>,
  'createOrder' | 'reserveStock' | 'confirmUnpaid' | 'authorisePayment' | 'bookShipment'
>;

export interface GoOnDependencies {
  readonly now: () => Date;
  readonly onFailedTry: OnFailedTry;
  /** Whether the workflow has told the step that runs to go no further. */
  readonly isCancelled: () => boolean;
}

export interface CreateOrderInput extends NewOrder {
  readonly cause: Cause;
  /** Takes the order further, as far as that goes at once, and asks these partners; absent: writes it only. */
  readonly asks?: Asked;
}

type Asked = readonly (keyof PartnerQueues)[];

/** How far a new order was taken: the answer of each step that was taken. */
export interface TakenSteps {
  readonly stock?: StockAnswer;
  /** Of an order of which nothing is to be paid. */
  readonly confirmation?: StatusVersion;
  readonly authorisation?: Tried<AuthorisationAnswer>;
  readonly booking?: Tried<BookingAnswer>;
}

export type CreatedOrder = FoundOrder & TakenSteps;

/**
 * The first steps of an order as one, because nothing can come between them anyway: one activation of the workflow and one event of its
 * history in place of four. Each is recorded under its own name, so that a repeat finds what was done. An order that is further on
 * already, or waits for a person, is for its workflow to decide. A cancel that comes meanwhile stops it before the next step.
 */
export function createAndGoOn({ steps, now, onFailedTry, isCancelled }: GoOnDependencies & { readonly steps: Steps }) {
  const secure = async ({ version, isFree }: FoundOrder, step: Step, asks: Asked): Promise<TakenSteps> => {
    const stock = await steps.reserveStock({ ...step, version });
    if (stock.outcome !== 'reserved' || Date.parse(stock.expiresAt) <= now().getTime()) return { stock };
    if (isCancelled()) return { stock };
    if (isFree) return { stock, confirmation: await steps.confirmUnpaid(step) };
    if (!asks.includes('payment')) return { stock };
    const authorisation = steps.authorisePayment({ ...step, version });
    return { stock, authorisation: await atOnce(authorisation, (error) => onFailedTry('authorisePayment', error)) };
  };

  const isHeldBack = ({ holdIds = [], handOverAfter }: FoundOrder): boolean =>
    holdIds.length > 0 || (handOverAfter !== undefined && Date.parse(handOverAfter) > now().getTime());

  return async ({ asks, ...order }: CreateOrderInput): Promise<CreatedOrder> => {
    const found = await steps.createOrder(order);
    if (!asks || found.status !== 'CREATED' || found.isListed || isCancelled()) return found;
    const step = { orderId: order.id, cause: order.cause };
    const secured = await secure(found, step, asks);
    const confirmed = confirmationIn(secured);
    if (!confirmed || !asks.includes('carrier') || isHeldBack(found) || isCancelled()) return { ...found, ...secured };
    const booking = steps.bookShipment({ ...step, known: 0, version: confirmed.version });
    return { ...found, ...secured, booking: await atOnce(booking, (error) => onFailedTry('bookShipment', error)) };
  };
}

function confirmationIn({ confirmation, authorisation }: TakenSteps): StatusVersion | undefined {
  if (confirmation) return confirmation;
  return authorisation?.answer?.outcome === 'authorised' ? authorisation.answer.statusVersion : undefined;
}
