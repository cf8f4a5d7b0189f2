import { priced } from '../../../domain/pricing.ts';
import { mustRepeat } from '../integrator.ts';
import type { CallName, Told } from '../record.ts';
import type { Evidence, Violation } from './evidence.ts';

/** What each call may be answered, besides what asks to be repeated. */
const ANSWERS: Readonly<Record<CallName, readonly number[]>> = {
  submit: [201, 202],
  'submit other': [422],
  read: [200, 304],
  cancel: [200, 202, 409],
  'cancel lines': [200, 202, 409],
  change: [200, 202, 409, 412],
  release: [200, 202, 404],
  refund: [201, 202, 409],
  return: [201, 202, 409],
  'approve return': [200, 202, 409],
  'cancel return': [200, 202, 409],
  'receive return': [200, 202, 409],
  resolve: [200, 202, 409],
  customer: [303],
  stock: [200, 412],
};
/** Something is away, or there is too much to do: whoever repeats it is served. */
const REPEATED: ReadonlySet<number> = new Set([429, 503]);

/** Every caller has an answer that the contract knows, and never one that asks for a bug report. */
export function* onlyKnownAnswers({ tolds }: Evidence): Generator<Violation> {
  for (const { script, call, status, problem, order } of tolds) {
    if (status === undefined || REPEATED.has(status) || ANSWERS[call].includes(status)) continue;
    const orderId = order && { orderId: order.id };
    yield { check: 'answers are as agreed', script, ...orderId, says: `${call} was answered ${status} ${problem ?? ''}` };
  }
}

/** Who was told 201 or 202 has one order: that one, as it was asked for; and nobody was left without an answer. */
export function* acceptedOnce({ scripts, tolds, histories }: Evidence): Generator<Violation> {
  const check = 'an accepted order exists once';
  const accepted = Map.groupBy(tolds.filter(isAccepted), ({ script }) => script);
  const existing = Map.groupBy(histories, ({ script }) => script);
  for (const { number: script, body } of scripts) {
    const ids = new Set(accepted.get(script)?.map(({ order }) => order?.id));
    const found = existing.get(script) ?? [];
    if (ids.size === 0) yield { check, script, says: 'nobody answered it, however often it was sent' };
    if (ids.size > 1) yield { check, script, says: `one key was answered with ${ids.size} orders: ${[...ids].join(', ')}` };
    if (found.length > 1) yield { check, script, says: `one key made ${found.length} orders: ${found.map(({ id }) => id).join(', ')}` };
    for (const id of ids) {
      // As it was made: later on callers may change it.
      const order = found.find((each) => each.id === id)?.events[0]?.order;
      if (!order) yield { check, script, ...(id && { orderId: id }), says: 'it was accepted, and does not exist' };
      else if (order.totalCents !== priced(body).totalCents || order.customerId !== body.customerId)
        yield { check, script, orderId: order.id, says: `it is not what was ordered: ${order.totalCents} for ${order.customerId}` };
    }
  }
}

function isAccepted({ call, status }: Told): boolean {
  return call === 'submit' && status !== undefined && !mustRepeat(status) && status < 300;
}
