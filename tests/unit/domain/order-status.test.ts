import { applyChange, ForbiddenChangeError } from '../../../domain/order-change.ts';
import { EVENT_TYPES, statusEvent } from '../../../domain/order-event.ts';
import { isAtItsEnd, mayMove, ORDER_STATUSES, STATUS_TABLE, type OrderStatus } from '../../../domain/order-status.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import { request } from '../../support/orders.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const why = 'The test says so.';
const blank = newOrder('01234567-89ab-8def-8123-456789abcdef', request(), NOW);
const at = (status: OrderStatus, over: Partial<Order> = {}): Order => ({ ...blank, status, version: 3, ...over });
const authorised = { ...blank.payment, status: 'authorised' as const, authorisedCents: blank.totalCents };
const captured = { ...authorised, status: 'captured' as const, capturedCents: blank.totalCents };
const held = { holdId: 'hold_1', reason: 'fraud', placedBy: 'api', placedAt: NOW } as const;

describe('the status table', () => {
  it('has exactly the moves of the contract', () => {
    const moves = Object.fromEntries(ORDER_STATUSES.map((status) => [status, STATUS_TABLE[status].next]));
    expect(moves).toEqual({
      PENDING: ['CREATED'],
      CREATED: ['CONFIRMED', 'REJECTED', 'CANCELING'],
      CONFIRMED: ['FULFILLING', 'CANCELING'],
      FULFILLING: ['SHIPPED', 'CANCELING'],
      SHIPPED: ['DELIVERED', 'RETURNED', 'COMPLETED'],
      DELIVERED: ['COMPLETED'],
      COMPLETED: ['RETURNED'],
      CANCELING: ['CANCELED'],
      CANCELED: [],
      REJECTED: [],
      RETURNED: [],
    });
  });

  it('reaches every status from PENDING, and leaves none without a way to an end', () => {
    const reachable = new Set<OrderStatus>(['PENDING']);
    for (const status of reachable) for (const next of STATUS_TABLE[status].next) reachable.add(next);
    expect([...reachable].toSorted()).toEqual([...ORDER_STATUSES].toSorted());
    const endsFrom = (status: OrderStatus): boolean => isAtItsEnd(status) || STATUS_TABLE[status].next.some(endsFrom);
    expect(ORDER_STATUSES.filter((status) => !endsFrom(status))).toEqual([]);
  });

  it('names one event for each status but PENDING, and no event twice', () => {
    expect(ORDER_STATUSES.filter((status) => status !== 'PENDING').every((status) => EVENT_TYPES.includes(statusEvent(status)))).toBe(true);
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
  });
});

describe('a change', () => {
  it('makes the order one version on and names its event', () => {
    const { order, event } = applyChange(at('CREATED'), { status: 'CONFIRMED', payment: authorised, why }, NOW);
    expect([order.status, order.version, event]).toEqual(['CONFIRMED', 4, 'orders.confirmed']);
  });

  it.each(ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.filter((to) => !mayMove(from, to)).map((to) => [from, to] as const)))(
    'from %s to %s is refused',
    (from, to) => {
      expect(() => applyChange(at(from), { status: to, why }, NOW)).toThrow(ForbiddenChangeError);
    },
  );

  it.each<[string, Order, Parameters<typeof applyChange>[1]]>([
    ['CONFIRMED without the money', at('CREATED'), { status: 'CONFIRMED', why }],
    ['FULFILLING without a shipment', at('CONFIRMED', { payment: authorised }), { status: 'FULFILLING', why }],
    ['COMPLETED without the capture', at('DELIVERED', { payment: authorised }), { status: 'COMPLETED', why }],
    ['REJECTED with a live authorisation', at('CREATED', { payment: authorised }), { status: 'REJECTED', why }],
    ['CANCELED on hold', at('CANCELING', { holds: [held] }), { status: 'CANCELED', why }],
    ['COMPLETED on hold', at('DELIVERED', { payment: captured, holds: [held] }), { status: 'COMPLETED', why }],
    ['CANCELED with a live authorisation', at('CANCELING', { payment: authorised }), { status: 'CANCELED', why }],
  ])('to %s is refused', (_title, order, change) => {
    expect(() => applyChange(order, change, NOW)).toThrow(ForbiddenChangeError);
  });

  it('adds and takes away what waits for a person, and keeps it otherwise', () => {
    const needsAttention = { since: NOW, code: 'CAPTURE_DECLINED' as const, text: 'look', choices: ['write_off'] };
    const raised = applyChange(at('CREATED'), { event: 'orders.needs_attention', needsAttention, why }, NOW).order;
    const kept = applyChange(raised, { event: 'orders.payment_changed', why }, NOW).order;
    const settled = applyChange(kept, { event: 'orders.attention_resolved', needsAttention: null, why }, NOW).order;
    expect([raised.needsAttention, kept.needsAttention, settled.needsAttention]).toEqual([needsAttention, needsAttention, undefined]);
  });
});
