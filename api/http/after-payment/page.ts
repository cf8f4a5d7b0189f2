import type { Order, ReasonCode } from '../../../domain/order.ts';
import type { OrderStatus } from '../../../domain/order-status.ts';
import { escaped, htmlPage } from '../html-page.ts';

/** The payment is mostly known a moment after the customer is back (s). */
const LOOK_AGAIN_S = 3;

export interface Page {
  readonly title: string;
  readonly text: string;
  /** Where the customer can go on. */
  readonly goOn?: string;
  /** It will say something else soon, and looks by itself. */
  readonly isPassing?: true;
}

const THANKS: Page = { title: 'Thank you', text: 'Your payment is in order, and so is your order.' };
const CANCELED: Page = { title: 'Cancelled', text: 'Your order is cancelled. What was held or charged for it goes back to you.' };
const LEFT: Page = { title: 'Thank you', text: 'Your payment is in order, and your order is on its way or with you.' };
const WAITING: Page = {
  title: 'One moment',
  text: 'Your payment is being checked. This page looks again by itself; you can also close it, and your order goes on.',
  isPassing: true,
};

const BY_STATUS: Readonly<Record<Exclude<OrderStatus, 'REJECTED'>, Page>> = {
  PENDING: WAITING,
  CREATED: WAITING,
  CONFIRMED: THANKS,
  FULFILLING: THANKS,
  SHIPPED: LEFT,
  DELIVERED: LEFT,
  COMPLETED: LEFT,
  RETURNED: { title: 'Returned', text: 'Everything of your order came back to us. Your money goes back to you.' },
  CANCELING: CANCELED,
  CANCELED,
};

const NOT_ACCEPTED: Page = { title: 'Not ordered', text: 'Your order could not be accepted. Nothing is charged.' };
const BY_REASON: Readonly<Partial<Record<ReasonCode, Page>>> = {
  payment_declined: {
    title: 'Not paid',
    text: 'Your payment was not accepted, so nothing is ordered and nothing is charged. Please order again.',
  },
  reservation_expired: {
    title: 'Too late',
    text: 'Your payment was not settled in time, so nothing is ordered and nothing is charged. Please order again.',
  },
};

export const UNKNOWN: Page = { title: 'No such order', text: 'There is no order at this address.' };
export const AWAY: Page = {
  title: 'One moment',
  text: 'We cannot look at your order just now. Nothing is lost: this page looks again by itself.',
  isPassing: true,
};

/** What a customer is told who comes back from the bank: nothing of the order but where it stands. */
export function pageOf({ status, reason, payment: { nextAction } }: Order): Page {
  if (status === 'REJECTED') return (reason && BY_REASON[reason.code]) ?? NOT_ACCEPTED;
  const page = BY_STATUS[status];
  return status === 'CREATED' && nextAction ? { ...page, goOn: nextAction.url } : page;
}

export function htmlOf({ title, text, goOn, isPassing }: Page, orderNumber = ''): string {
  const paragraphs = [
    escaped(text),
    ...(goOn === undefined ? [] : [`Not done yet at your bank? <a href="${escaped(goOn)}">Go on there.</a>`]),
    ...(orderNumber === '' ? [] : [`Order ${escaped(orderNumber)}`]),
  ];
  return htmlPage({
    title,
    body: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n    '),
    head: isPassing ? `<meta http-equiv="refresh" content="${LOOK_AGAIN_S}">` : '',
  });
}
