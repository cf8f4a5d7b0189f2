import type { Order } from '../../../domain/order.ts';
import type { Return, ReturnStatus } from '../../../domain/return.ts';
import type { CallName, Told } from '../../chaos/record.ts';
import type { History } from '../../chaos/verdict/evidence.ts';
import { untruthOfReturn } from '../../chaos/verdict/return-truth.ts';
import { deliveredOrder } from '../../support/delivered-order.ts';

const delivered = deliveredOrder({});
const returned = (status: ReturnStatus, over: Partial<Return> = {}): Return => ({
  returnId: 'ret_1',
  status,
  lines: [{ lineId: 'line_1', quantity: 1 }],
  reason: 'chaos 1',
  requestedAt: delivered.createdAt,
  ...over,
});
const withReturns = (...returns: Return[]): Order => ({ ...delivered, returns });
const isUntrue = (call: CallName, status: number, order: Order, problem?: string) => {
  const told: Told = { script: 1, call, attempt: 1, sentAt: 0, toldAt: 1, status, order: withReturns(returned('requested')) };
  return untruthOfReturn({ ...told, ...(problem !== undefined && { problem }) }, { order } as History) !== undefined;
};

describe('the verdict on what callers were told of a return', () => {
  it.each<[CallName, number, Return]>([
    ['return', 201, returned('cancelled')],
    ['approve return', 200, returned('expired', { approvedAt: delivered.createdAt })],
    ['cancel return', 200, returned('cancelled')],
    ['receive return', 200, returned('closed')],
  ])('believes that a %s is done where the order says so in the end, and not otherwise', (call, status, known) => {
    expect(isUntrue(call, status, withReturns(known))).toBe(false);
    expect(isUntrue(call, status, withReturns(returned('declined', { returnId: 'ret_2' })))).toBe(true);
    expect(isUntrue(call, 202, delivered)).toBe(false);
  });

  it('believes a refusal where another return was first, or the goods came too late', () => {
    expect(isUntrue('return', 409, withReturns(returned('closed')), 'return-refused')).toBe(false);
    expect(isUntrue('return', 409, delivered, 'return-refused')).toBe(true);
    expect(isUntrue('receive return', 409, withReturns(returned('expired')), 'return-refused')).toBe(false);
    expect(isUntrue('receive return', 409, withReturns(returned('closed')), 'return-refused')).toBe(true);
  });

  it('sees that goods were taken back twice', () => {
    expect(isUntrue('return', 201, withReturns(returned('closed'), returned('closed', { returnId: 'ret_2' })))).toBe(true);
  });
});
