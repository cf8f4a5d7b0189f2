// What Stripe keeps and how it moves it on, as far as the adapter asks: written by its documentation (docs.stripe.com/api).
import { randomUUID } from 'node:crypto';

export type Params = Record<string, string | undefined>;
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Intent extends Record<string, unknown> {
  readonly id: string;
  status: string;
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  metadata: Record<string, string>;
  transfer_group: string | null;
  latest_charge: string | null;
  last_payment_error: Record<string, unknown> | null;
  next_action: Record<string, unknown> | null;
  customer: string | null;
  setup_future_usage: string | null;
}
/** A card as the storefront made it: attached to a customer it may be used again, else once. */
interface PaymentMethod {
  customer: string | null;
  isUsed: boolean;
}
interface Charge extends Record<string, unknown> {
  readonly id: string;
  readonly payment_intent: string;
  readonly transfer_group: string | null;
  readonly payment_method_details: { readonly card: { readonly multicapture: { readonly status: string } } };
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
}
interface Refund extends Record<string, unknown> {
  readonly id: string;
  readonly payment_intent: string;
  status: string;
}
interface Event {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: unknown };
}

const DECLINED = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' };
const WEEK_S = 7 * 86_400;

export class StripeBooks {
  readonly intents = new Map<string, Intent>();
  readonly charges: Charge[] = [];
  readonly refunds: Refund[] = [];
  readonly events: Event[] = [];
  readonly customers = new Set<string>();
  readonly paymentMethods = new Map<string, PaymentMethod>();
  /** Set by a test: the time of what happens next (s), how the next refund ends, and whether search is behind. */
  now = () => Math.floor(Date.now() / 1000);
  refundStatus = 'succeeded';
  searchLags = false;
  /** Whether cards can be captured more than once, where that is asked for. */
  multicapture = 'available';

  create(params: Params): Answer {
    const intent: Intent = {
      id: `pi_${randomUUID().replaceAll('-', '')}`,
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: Number(params['amount']),
      amount_capturable: 0,
      amount_received: 0,
      currency: params['currency'] ?? '',
      metadata: metadataOf(params),
      transfer_group: params['transfer_group'] ?? null,
      latest_charge: null,
      last_payment_error: null,
      next_action: null,
      customer: null,
      setup_future_usage: null,
    };
    this.intents.set(intent.id, intent);
    return ok(intent);
  }

  /** A card that pays. Stripe's own `pm_card_…` are made anew with every use. */
  newCard({ customer = null }: { customer?: string | null } = {}): string {
    const id = `pm_${randomUUID().replaceAll('-', '')}`;
    if (customer !== null) this.customers.add(customer);
    this.paymentMethods.set(id, { customer, isUsed: false });
    return id;
  }

  retrieve(id: string, params: Params): Answer {
    const intent = this.intents.get(id);
    return intent ? ok(this.expanded(intent, params)) : missing('intent', 'payment_intent');
  }

  update(intent: Intent, params: Params): Answer {
    if (params['amount'] === undefined) {
      Object.assign(intent.metadata, metadataOf(params));
      return ok(intent);
    }
    if (intent.status !== 'requires_payment_method') return unexpectedState(intent);
    if (params['currency'] === 'xxx') return invalid('Invalid currency: xxx.', { param: 'currency' });
    if (Number(params['amount']) > 99_999_999)
      return invalid('Amount must be no more than $999,999.99', { code: 'amount_too_large', param: 'amount' });
    const customer = params['customer'];
    if (customer !== undefined && !this.customers.has(customer)) return missing(`customer: '${customer}'`, 'customer');
    Object.assign(intent, { amount: Number(params['amount']), currency: params['currency'], customer: customer ?? intent.customer });
    Object.assign(intent.metadata, metadataOf(params));
    return ok(intent);
  }

  confirm(intent: Intent, params: Params): Answer {
    if (intent.status !== 'requires_payment_method') return unexpectedState(intent);
    const saved = this.paymentMethods.get(params['payment_method'] ?? '');
    const refusal = saved && this.whyUnusable(saved, intent);
    if (refusal) return invalid(refusal);
    if (saved) this.use(saved, intent, params);
    switch (saved ? 'pm_card_visa' : params['payment_method']) {
      case 'pm_card_visa':
        this.charge(intent, params);
        this.move(intent, { status: 'requires_capture', amount_capturable: intent.amount }, 'amount_capturable_updated');
        return ok(this.expanded(intent, params));
      case 'pm_card_chargeDeclined':
        this.charge(intent);
        return this.decline(intent, DECLINED);
      case 'pm_card_authenticationRequired':
        this.move(intent, { status: 'requires_action', next_action: redirectTo(intent.id, params['return_url']) }, 'requires_action');
        return ok(this.expanded(intent, params));
      case 'pm_processing':
        intent.status = 'processing';
        return ok(intent);
      default:
        return missing('PaymentMethod', 'payment_method');
    }
  }

  /** The customer's decision on the page that `next_action` leads to. */
  settle(reference: string, approved: boolean): void {
    const intent = this.byReference(reference);
    intent.next_action = null;
    if (approved) {
      this.charge(intent);
      this.move(intent, { status: 'requires_capture', amount_capturable: intent.amount }, 'amount_capturable_updated');
    } else {
      this.decline(intent, { type: 'invalid_request_error', code: 'payment_intent_authentication_failure', message: 'Not authenticated.' });
    }
  }

  capture(intent: Intent, params: Params): Answer {
    if (intent.status !== 'requires_capture') return unexpectedState(intent);
    const amount = Number(params['amount_to_capture']);
    const isLast = params['final_capture'] !== 'false';
    const charge = this.charges.find(({ id }) => id === intent.latest_charge);
    if (amount > intent.amount_capturable)
      return invalid('The amount is too large.', { code: 'amount_too_large', param: 'amount_to_capture' });
    if (!isLast && charge?.payment_method_details.card.multicapture.status !== 'available')
      return invalid('Multicapture is not available for this PaymentIntent.', { param: 'final_capture' });
    if (charge) Object.assign(charge, { captured: isLast, amount_captured: charge.amount_captured + amount });
    Object.assign(intent.metadata, metadataOf(params));
    const amounts = { amount_capturable: isLast ? 0 : intent.amount_capturable - amount, amount_received: intent.amount_received + amount };
    this.move(intent, { ...amounts, ...(isLast && { status: 'succeeded' }) }, isLast ? 'succeeded' : 'amount_capturable_updated');
    return ok(this.expanded(intent, params));
  }

  cancel(intent: Intent): Answer {
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) return unexpectedState(intent);
    const held = intent.status === 'requires_capture' ? this.charges.find(({ id }) => id === intent.latest_charge) : undefined;
    this.move(intent, { status: 'canceled', amount_capturable: 0, next_action: null }, 'canceled');
    if (held) this.tell('charge.refunded', held);
    return ok(intent);
  }

  search(params: Params): Answer {
    const reference = /^metadata\['reference'\]:'(.*)'$/.exec(params['query'] ?? '')?.[1];
    const data = this.searchLags ? [] : [...this.intents.values()].filter(({ metadata }) => metadata['reference'] === reference);
    return ok({ object: 'search_result', url: '/v1/payment_intents/search', has_more: false, data });
  }

  listCharges(params: Params): Answer {
    return list('/v1/charges', this.charges.filter(({ transfer_group: group }) => group === params['transfer_group']).toReversed());
  }

  listRefunds(params: Params): Answer {
    return list('/v1/refunds', this.refunds.filter(({ payment_intent: intent }) => intent === params['payment_intent']).toReversed());
  }

  refund(params: Params): Answer {
    const charge = this.charges.findLast(({ payment_intent: id }) => id === params['payment_intent']);
    const intent = this.intents.get(params['payment_intent'] ?? '');
    if (!charge || !intent) return missing('payment_intent', 'payment_intent');
    const amount = Number(params['amount']);
    if (charge.amount_refunded === intent.amount_received) return invalid('Already refunded.', { code: 'charge_already_refunded' });
    if (charge.amount_refunded + amount > intent.amount_received) return invalid('Greater than what is left.', { param: 'amount' });
    charge.amount_refunded += amount;
    this.tell('charge.refunded', charge);
    const refund: Refund = {
      id: `re_${randomUUID()}`,
      object: 'refund',
      amount,
      payment_intent: intent.id,
      status: this.refundStatus,
      metadata: metadataOf(params),
    };
    this.refunds.push(refund);
    return ok(refund);
  }

  /** Newest first; backwards from `ending_before`, a page being the ones next to it. */
  listEvents(params: Params): Answer {
    const limit = Number(params['limit']);
    const types = Object.keys(params).filter((name) => name.startsWith('types['));
    const wanted = new Set(types.map((name) => params[name]));
    const newestFirst = this.events.toReversed().filter(({ type }) => wanted.has(type));
    const before = params['created[lt]'];
    if (before !== undefined) return list('/v1/events', newestFirst.filter(({ created }) => created < Number(before)).slice(0, limit));
    const end = newestFirst.findIndex(({ id }) => id === params['ending_before']);
    const start = newestFirst.findIndex(({ id }) => id === params['starting_after']) + 1;
    const page = end < 0 ? newestFirst.slice(start, start + limit) : newestFirst.slice(Math.max(0, end - limit), end);
    return list('/v1/events', page, end < 0 ? start + limit < newestFirst.length : end > limit);
  }

  byReference(reference: string): Intent {
    const intent = [...this.intents.values()].find(({ metadata }) => metadata['reference'] === reference);
    if (!intent) throw new Error(`no intent of ${reference}`);
    return intent;
  }

  move(intent: Intent, change: Partial<Intent>, event: string): void {
    Object.assign(intent, change);
    this.tell(`payment_intent.${event}`, intent);
  }

  private tell(type: string, thing: Record<string, unknown>): void {
    const object: unknown = structuredClone(thing);
    this.events.push({ id: `evt_${this.events.length}`, object: 'event', type, created: this.now(), data: { object } });
  }

  /** In Stripe's words, which have neither code nor param. */
  private whyUnusable({ customer, isUsed }: PaymentMethod, intent: Intent): string | undefined {
    if (customer !== null && intent.customer === null)
      return 'The payment method you provided is attached to a customer so for security purposes you must provide the customer in the request.';
    if (customer !== null && intent.customer !== customer)
      return 'The customer does not have a payment method with the ID you provided. The payment method must be attached to the customer.';
    if (customer === null && isUsed)
      return 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.';
    return undefined;
  }

  private use(method: PaymentMethod, intent: Intent, params: Params): void {
    intent.setup_future_usage = params['setup_future_usage'] ?? null;
    if (intent.setup_future_usage !== null) method.customer = intent.customer;
    method.isUsed = true;
  }

  private decline(intent: Intent, error: Record<string, unknown>): Answer {
    this.move(intent, { status: 'requires_payment_method', last_payment_error: error }, 'payment_failed');
    return { status: 402, body: { error: { ...error, payment_intent: intent } } };
  }

  private charge(intent: Intent, params: Params = {}): void {
    const isAsked = params['payment_method_options[card][request_multicapture]'] === 'if_available';
    const card = { capture_before: this.now() + WEEK_S, multicapture: { status: isAsked ? this.multicapture : 'unavailable' } };
    const id = `ch_${randomUUID()}`;
    const { id: paymentIntent, transfer_group: group, metadata } = intent;
    const details = { payment_method_details: { type: 'card', card }, metadata };
    this.charges.push({
      id,
      object: 'charge',
      payment_intent: paymentIntent,
      transfer_group: group,
      amount_captured: 0,
      amount_refunded: 0,
      captured: false,
      ...details,
    });
    intent.latest_charge = id;
  }

  private expanded(intent: Intent, params: Params): Record<string, unknown> {
    if (params['expand[0]'] !== 'latest_charge') return intent;
    return { ...intent, latest_charge: this.charges.find(({ id }) => id === intent.latest_charge) ?? null };
  }
}

function ok(body: Record<string, unknown>): Answer {
  return { status: 200, body };
}

function list(url: string, data: readonly unknown[], hasMore = false): Answer {
  return ok({ object: 'list', url, has_more: hasMore, data });
}

export function invalid(message: string, more: { code?: string; param?: string; type?: string } = {}): Answer {
  return { status: 400, body: { error: { type: 'invalid_request_error', message, ...more } } };
}

function missing(what: string, param: string): Answer {
  return invalid(`No such ${what}.`, { code: 'resource_missing', param });
}

function unexpectedState(intent: Intent): Answer {
  const { status, body } = invalid(`The status of this PaymentIntent is ${intent.status}.`, { code: 'payment_intent_unexpected_state' });
  return { status, body: { error: { ...(body['error'] as object), payment_intent: intent } } };
}

function redirectTo(id: string, returnUrl: string | undefined) {
  return { type: 'redirect_to_url', redirect_to_url: { url: `https://hooks.stripe.com/3d_secure/${id}`, return_url: returnUrl } };
}

function metadataOf(params: Params): Record<string, string> {
  const entries = Object.entries(params).map(([name, value]) => [/^metadata\[([^\]]+)\]$/.exec(name)?.[1], value] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[0] !== undefined && entry[1] !== undefined));
}
