import { isMadeAlready, movedReturn, requireMove, type OwnMove } from '../../../domain/return-move.ts';
import { newReturn, type ReturnRequest } from '../../../domain/return-request.ts';
import { MOST_RETURNS, RETURN_STATUSES, RETURN_TABLE, type Return, type ReturnStatus } from '../../../domain/return.ts';
import type { Order } from '../../../domain/order.ts';
import { unitsOf } from '../../../domain/line-units.ts';
import { refundOfReturn } from '../../../domain/refund.ts';
import { DELIVERED_AT, deliveredOrder } from '../../support/delivered-order.ts';

const DAY_MS = 86_400_000;
const windowMs = 30 * DAY_MS;
const at = DELIVERED_AT;
const reason = 'too small';
const three = deliveredOrder({ items: [{ sku: 'A', quantity: 3, priceCents: 1000 }] });

const ask = (quantity: number, lineId = 'line_1'): ReturnRequest => ({ items: [{ lineId, quantity }], reason });
const announced = (over: Partial<Return> = {}): Return => ({
  returnId: 'ret_1',
  status: 'approved',
  lines: [{ lineId: 'line_1', quantity: 3 }],
  reason,
  requestedAt: at,
  ...over,
});
const withReturns = (...returns: Return[]): Order => ({ ...three, returns });
const code = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return error as { code: string; faults: readonly { pointer: string }[]; message: string };
  }
  return undefined;
};
const askedOf = (order: Order, request: ReturnRequest, when = at) =>
  code(() => newReturn(order, 'ret_2', request, { at: when, windowMs }))?.code;

describe('what can be announced to come back', () => {
  it('is what was delivered, as the request says it', () => {
    expect(newReturn(three, 'ret_1', ask(3), { at, windowMs })).toEqual(announced({ status: 'requested' }));
  });

  it('is less what is announced, restocked or scrapped, and not less what is missing, declined or given up', () => {
    const back = announced({
      returnId: 'a',
      status: 'closed',
      lines: [{ lineId: 'line_1', quantity: 2, restocked: 1, scrapped: 0, missing: 1 }],
    });
    const declined = announced({ returnId: 'b', status: 'declined' });
    const expired = announced({ returnId: 'c', status: 'expired' });
    const order = withReturns(back, declined, expired);
    expect([askedOf(order, ask(2)), askedOf(order, ask(3))]).toEqual([undefined, 'RETURN_REFUSED']);
    const open = withReturns(back, announced({ lines: [{ lineId: 'line_1', quantity: 2 }] }));
    expect(askedOf(open, ask(1))).toBe('RETURN_REFUSED');
    expect(unitsOf(three.items[0]!, open)).toMatchObject({ delivered: 3, announced: 2, restocked: 1, scrapped: 0 });
  });

  it('is nothing that is still on its way, or whose time is over', () => {
    const shipments = three.shipments.map((shipment) => ({ ...shipment, status: 'picked_up' as const }));
    expect(askedOf({ ...three, shipments }, ask(1))).toBe('RETURN_REFUSED');
    const last = new Date(Date.parse(at) + windowMs).toISOString();
    const over = new Date(Date.parse(at) + windowMs + 1).toISOString();
    expect([askedOf(three, ask(3), last), askedOf(three, ask(1), over)]).toEqual([undefined, 'RETURN_REFUSED']);
  });

  it('is what is in time of several parcels, where the first ones came back before', () => {
    const [first] = three.shipments;
    const parcel = (n: number, quantity: number, days: number) => ({
      ...first!,
      shipmentId: `s${n}`,
      lines: [{ lineId: 'line_1', quantity }],
      deliveredAt: new Date(Date.parse(at) + days * DAY_MS).toISOString(),
    });
    const order = { ...three, shipments: [parcel(1, 1, 0), parcel(2, 2, 20)] };
    const when = new Date(Date.parse(at) + 40 * DAY_MS).toISOString();
    expect([askedOf(order, ask(2), when), askedOf(order, ask(3), when)]).toEqual([undefined, 'RETURN_REFUSED']);
    const back = announced({ status: 'closed', lines: [{ lineId: 'line_1', quantity: 1, restocked: 1, scrapped: 0, missing: 0 }] });
    expect(askedOf({ ...order, returns: [back] }, ask(2), when)).toBeUndefined();
  });

  it('is of lines of the order, each once', () => {
    const items = [
      { lineId: 'line_9', quantity: 1 },
      { lineId: 'line_1', quantity: 1 },
      { lineId: 'line_1', quantity: 1 },
    ];
    const refusal = code(() => newReturn(three, 'ret_1', { items, reason }, { at, windowMs }));
    expect([refusal?.code, refusal?.faults.map(({ pointer }) => pointer)]).toEqual([
      'INVALID_REQUEST',
      ['/items/0/lineId', '/items/2/lineId'],
    ]);
  });

  it(`is nothing once there were ${MOST_RETURNS} returns`, () => {
    const many = Array.from({ length: MOST_RETURNS }, (_, n) => announced({ returnId: `ret_${n}`, status: 'cancelled' }));
    expect(askedOf(withReturns(...many), ask(1))).toBe('RETURN_REFUSED');
  });
});

const RECEIVED: OwnMove = { to: 'received', items: [{ lineId: 'line_1', restock: 1, scrap: 1, missing: 1 }], feeCents: 300 };
const MOVES: Readonly<Partial<Record<ReturnStatus, OwnMove>>> = {
  approved: { to: 'approved' },
  declined: { to: 'declined', reason: 'worn' },
  cancelled: { to: 'cancelled' },
  received: RECEIVED,
  closed: { to: 'closed' },
  expired: { to: 'expired' },
};

describe('a return', () => {
  it.each(RETURN_STATUSES)('that is %s moves along its table alone', (status) => {
    const known = announced({ status });
    const possible = Object.values(MOVES).filter((move) => code(() => movedReturn(three, known, move, { at, expiryMs: 1 })) === undefined);
    expect(new Set(possible.map(({ to }) => to))).toEqual(new Set(RETURN_TABLE[status]));
  });

  it('says once it is approved how long it is waited for', () => {
    const approved = movedReturn(three, announced({ status: 'requested' }), { to: 'approved' }, { at, expiryMs: 60 * DAY_MS });
    expect(approved).toMatchObject({ status: 'approved', approvedAt: at, expiresAt: '2026-03-02T00:00:00.000Z' });
  });

  it('counts each unit once it is received, and is where the same reception leads, not another', () => {
    const received = movedReturn(three, announced(), RECEIVED, { at, expiryMs: 1 });
    expect(received.lines).toEqual([{ lineId: 'line_1', quantity: 3, restocked: 1, scrapped: 1, missing: 1 }]);
    expect(isMadeAlready(received, RECEIVED)).toBe(true);
    expect(isMadeAlready({ ...received, status: 'closed' }, RECEIVED)).toBe(true);
    expect(isMadeAlready(received, { ...RECEIVED, feeCents: 0 })).toBe(false);
    expect(isMadeAlready(received, { to: 'received', items: [{ lineId: 'line_1', restock: 2, scrap: 1 }], feeCents: 300 })).toBe(false);
  });

  it.each<[string, OwnMove, string]>([
    ['a unit too few', { to: 'received', items: [{ lineId: 'line_1', restock: 2 }] }, '/items/0'],
    ['a unit too many', { to: 'received', items: [{ lineId: 'line_1', restock: 2, scrap: 2 }] }, '/items/0'],
    ['another line', { to: 'received', items: [{ lineId: 'line_2', restock: 3 }] }, '/items/0/lineId'],
    ['a line twice', { to: 'received', items: [{ lineId: 'line_1', restock: 3 }, { lineId: 'line_1' }] }, '/items/1/lineId'],
    ['no line', { to: 'received', items: [] }, '/items'],
    [
      'a fee beyond what its goods cost',
      { to: 'received', items: [{ lineId: 'line_1', restock: 1, missing: 2 }], feeCents: 1001 },
      '/feeCents',
    ],
  ])('is not received with %s', (_title, move, pointer) => {
    const refusal = code(() => requireMove(three, announced(), move));
    expect([refusal?.code, refusal?.faults.map((fault) => fault.pointer)]).toEqual(['INVALID_REQUEST', [pointer]]);
  });

  it('is not received before the money is captured', () => {
    const unpaid = { ...three, payment: { ...three.payment, status: 'authorised' as const, capturedCents: 0 } };
    expect(code(() => requireMove(unpaid, announced(), RECEIVED))?.code).toBe('RETURN_REFUSED');
  });
});

describe('the refund of a return', () => {
  const back = (units: number, feeCents = 0, returnId = 'ret_1') =>
    announced({
      returnId,
      status: 'received',
      feeCents,
      lines: [{ lineId: 'line_1', quantity: units, restocked: units, scrapped: 0, missing: 0 }],
    });
  const refunded = (amountCents: number, quantity?: number) => ({
    refundId: 're_0',
    status: 'succeeded' as const,
    amountCents,
    lines: [{ lineId: 'line_1', amountCents, ...(quantity !== undefined && { quantity }) }],
    reason,
    createdAt: at,
  });
  const amount = (order: Order, returned: Return) => refundOfReturn(order, returned, at)?.amountCents;
  const paidBack = (amountCents: number, quantity?: number): Order => ({
    ...three,
    payment: { ...three.payment, refundedCents: amountCents },
    refunds: [refunded(amountCents, quantity)],
  });

  it('is what was paid for the units, less the fee, and follows from the return', () => {
    expect(refundOfReturn(three, back(2, 300), at)).toMatchObject({
      refundId: 're_ret_1',
      cause: 'return:ret_1',
      status: 'pending',
      amountCents: 1700,
      lines: [{ lineId: 'line_1', amountCents: 1700, quantity: 2 }],
    });
  });

  it('is never more than the line has left, whatever was given back before', () => {
    expect(amount(paidBack(2500), back(2, 300))).toBe(500);
    expect(amount(paidBack(1000, 1), back(3))).toBe(2000);
    expect(amount(paidBack(1000, 1), back(3, 300))).toBe(1700);
  });

  it('is none where nothing is left of it, the order was free, or it was made before', () => {
    expect(amount(paidBack(3000, 3), back(3))).toBeUndefined();
    expect(amount(deliveredOrder({ items: [{ sku: 'A', quantity: 3, priceCents: 0 }] }), back(3))).toBeUndefined();
    expect(amount(three, back(1, 1000))).toBeUndefined();
    expect(amount({ ...three, refunds: [{ ...refunded(1000), cause: 'return:ret_1' }] }, back(1))).toBeUndefined();
  });

  it('splits its fee over the lines by what their units cost', () => {
    const order = deliveredOrder({
      items: [
        { sku: 'A', quantity: 1, priceCents: 300 },
        { sku: 'B', quantity: 1, priceCents: 100 },
      ],
    });
    const lines = ['line_1', 'line_2'].map((lineId) => ({ lineId, quantity: 1, restocked: 0, scrapped: 1, missing: 0 }));
    expect(refundOfReturn(order, announced({ status: 'received', feeCents: 101, lines }), at)?.lines).toEqual([
      { lineId: 'line_1', amountCents: 224, quantity: 1 },
      { lineId: 'line_2', amountCents: 75, quantity: 1 },
    ]);
  });
});
