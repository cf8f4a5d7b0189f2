import type { Order } from '../../../domain/order.ts';
import type { CallName, Told } from '../../chaos/record.ts';
import type { History, HistoryEntry } from '../../chaos/verdict/evidence.ts';
import { untruthOfChange } from '../../chaos/verdict/edit-truth.ts';
import { deliveredOrder } from '../../support/delivered-order.ts';

const before = deliveredOrder({});
const after: Order = { ...before, items: before.items.map((line) => ({ ...line, quantity: line.quantity + 1 })) };
const record: HistoryEntry = { sequence: 3, type: 'orders.changed', why: 'chaos 1', at: new Date(0), order: after };
const held: Order = { ...before, holds: [{ holdId: 'hold_1', reason: 'customer', placedBy: 'api', placedAt: before.createdAt }] };

const isUntrue = (told: Pick<Told, 'status'> & Partial<Told>, events: HistoryEntry[], order = after, call: CallName = 'change') =>
  untruthOfChange({ script: 1, call, attempt: 1, sentAt: 0, toldAt: 1, ...told }, { order, events } as unknown as History) !== undefined;

describe('the verdict on what callers were told of a change', () => {
  it('believes that it is made where it was once, and is shown so', () => {
    expect(isUntrue({ status: 200, order: after }, [record])).toBe(false);
    expect(isUntrue({ status: 200, order: before }, [record])).toBe(true);
    expect(isUntrue({ status: 200, order: after }, [])).toBe(true);
    expect(isUntrue({ status: 200, order: after }, [record, record])).toBe(true);
    expect(isUntrue({ status: 202, order: before }, [])).toBe(false);
  });

  it.each([
    [409, 'edit-refused'],
    [412, 'precondition-failed'],
  ])('believes %i %s where nothing was changed', (status, problem) => {
    expect(isUntrue({ status, problem }, [])).toBe(false);
    expect(isUntrue({ status, problem }, [{ ...record, why: 'The hold was released.' }])).toBe(false);
    expect(isUntrue({ status, problem }, [record])).toBe(true);
  });

  it('believes no refusal for want of goods that never run out, nor of money that every provider has', () => {
    expect(isUntrue({ status: 409, problem: 'out-of-stock' }, [])).toBe(true);
    expect(isUntrue({ status: 409, problem: 'payment-declined' }, [])).toBe(true);
  });

  it.each([200, 404])('believes %i to the release of a hold where the order is held no more', (status) => {
    expect(isUntrue({ status }, [], after, 'release')).toBe(false);
    expect(isUntrue({ status }, [], held, 'release')).toBe(true);
  });
});
