import { netOf } from '../../../domain/line-money.ts';
import type { OrderRequest } from '../../../domain/order.ts';
import type { ReturnApproval } from '../../../domain/return-approval.ts';
import type { OwnMove, ReturnMove } from '../../../domain/return-move.ts';
import { deliveredWorld, type DeliveredWorld } from '../../support/delivered-order.ts';

const reason = 'too small';
const goods = (...items: [sku: string, quantity: number, priceCents: number][]): Partial<OrderRequest> => ({
  items: items.map(([sku, quantity, priceCents]) => ({ sku, quantity, priceCents })),
});

/** What a test does with the returns of one order; a refused step answers its code. */
function shop(world: DeliveredWorld) {
  const { act, step } = world;
  const answered = (answer: Awaited<ReturnType<typeof act.moveReturn>>) => (answer.outcome === 'taken' ? answer.facts.status : answer.code);
  return {
    announce: async (returnId: string, lines: Record<string, number>, why = reason) => {
      const items = Object.entries(lines).map(([lineId, quantity]) => ({ lineId, quantity }));
      const opened = answered(await act.openReturn({ ...step, returnId, request: { items, reason: why } }));
      return opened === 'requested' ? (await act.decideReturn({ ...step, returnId })).status : opened;
    },
    move: async (returnId: string, move: OwnMove) => answered(await act.moveReturn({ ...step, returnId, move })),
    receive: async (returnId: string, items: (ReturnMove & { to: 'received' })['items'], feeCents = 0) => {
      const answer = answered(await act.moveReturn({ ...step, returnId, move: { to: 'received', items, feeCents } }));
      if (answer === 'received') await world.settle(returnId);
      return answer;
    },
    refund: async (refundId: string, ask: { amountCents?: number; items?: { lineId: string; quantity: number }[] }) => {
      const opened = await act.openRefund({ ...step, refundId, request: { ...ask, reason } });
      if (opened.outcome === 'refused') return opened.code;
      await act.sendRefund({ ...step, refundId });
      return world.order.refunds.at(-1)?.amountCents;
    },
  };
}

describe('the cases of returns, to the cent', () => {
  it('11: restocks one, scraps one, misses one: 20.00 go back, and the missing one can be announced again', async () => {
    const world = await deliveredWorld(goods(['A', 3, 1000]));
    const { announce, receive } = shop(world);
    expect(world.stock.level('A')).toEqual({ onHand: 7, reserved: 0 });
    expect(await announce('r1', { line_1: 3 })).toBe('approved');
    await receive('r1', [{ lineId: 'line_1', restock: 1, scrap: 1, missing: 1 }]);
    expect(world.stock.level('A')).toEqual({ onHand: 8, reserved: 0 });
    expect([world.order.status, world.order.payment.refundedCents]).toEqual(['COMPLETED', 2000]);
    expect(await announce('r2', { line_1: 1 })).toBe('approved');
    await receive('r2', [{ lineId: 'line_1', restock: 1 }]);
    expect([world.order.status, world.order.payment.refundedCents, world.stock.level('A').onHand]).toEqual(['RETURNED', 3000, 9]);
  });

  it('12: of two that announce two of three, the second is refused; a repeat is not; goods are received once', async () => {
    const world = await deliveredWorld(goods(['A', 3, 1000]));
    const { announce, move } = shop(world);
    expect(await announce('r1', { line_1: 2 })).toBe('approved');
    expect([await announce('r2', { line_1: 2 }), await announce('r1', { line_1: 2 })]).toEqual(['RETURN_REFUSED', 'approved']);
    const reception: OwnMove = { to: 'received', items: [{ lineId: 'line_1', restock: 2 }] };
    expect([await move('r1', reception), await move('r1', reception)]).toEqual(['received', 'received']);
    expect(await move('r1', { to: 'received', items: [{ lineId: 'line_1', scrap: 2 }] })).toBe('RETURN_REFUSED');
    await world.settle('r1');
    await world.settle('r1');
    expect([world.order.payment.refundedCents, world.payments.refunds.size, world.stock.level('A').onHand]).toEqual([2000, 1, 9]);
  });

  it('13: discounts and a fee: 12.04 for B, 49.63 for the rest; units of 9.67, 9.67, 9.66', async () => {
    const world = await deliveredWorld({
      ...goods(['A', 1, 3333], ['B', 2, 1667]),
      adjustments: [
        { type: 'shipping', amountCents: 500 },
        { type: 'discount', amountCents: -1000 },
      ],
    });
    expect([world.order.totalCents, ...world.order.items.map(netOf)]).toEqual([6167, 2833, 2834]);
    const { announce, receive, refund } = shop(world);
    await announce('r1', { line_2: 1 });
    await receive('r1', [{ lineId: 'line_2', restock: 1 }], 213);
    expect(world.order.payment.refundedCents).toBe(1204);
    expect(await refund('re_1', {})).toBe(4963);
    expect(world.order.payment.refundedCents).toBe(6167);

    const other = await deliveredWorld({ ...goods(['C', 3, 1000]), adjustments: [{ type: 'discount', amountCents: -100 }] });
    const each: number[] = [];
    for (const id of ['r1', 'r2', 'r3']) {
      await shop(other).announce(id, { line_1: 1 });
      await shop(other).receive(id, [{ lineId: 'line_1', scrap: 1 }]);
      each.push(other.order.refunds.at(-1)?.amountCents ?? 0);
    }
    expect(each).toEqual([967, 967, 966]);
  });
});

describe('a return', () => {
  it('is left to a person where the approval says so, and declined with its reason where it says that', async () => {
    const manual = await deliveredWorld(goods(['A', 1, 1000]), { approve: async () => ({ verdict: 'undecided' }) });
    expect(await shop(manual).announce('r1', { line_1: 1 })).toBe('requested');
    expect(await shop(manual).move('r1', { to: 'approved' })).toBe('approved');
    const strict = await deliveredWorld(goods(['A', 1, 1000]), { approve: async () => ({ verdict: 'declined', reason: 'final sale' }) });
    expect(await shop(strict).announce('r1', { line_1: 1 })).toBe('declined');
    expect(strict.order.returns?.[0]).toMatchObject({ status: 'declined', declineReason: 'final sale' });
  });

  it("is decided by an approval of one's own", async () => {
    const approveSmall: ReturnApproval = async (_order, { lines, reason: why }) => {
      if (why === 'worn') return { verdict: 'declined', reason: 'Worn goods stay with their customer.' };
      const units = lines.reduce((total, { quantity }) => total + quantity, 0);
      return { verdict: units <= 3 ? 'approved' : 'undecided' };
    };
    const world = await deliveredWorld(goods(['A', 5, 1000]), { approve: approveSmall });
    const { announce, move } = shop(world);
    expect([await announce('r1', { line_1: 4 }), await move('r1', { to: 'cancelled' })]).toEqual(['requested', 'cancelled']);
    expect(await announce('r2', { line_1: 3 })).toBe('approved');
    expect(await announce('r3', { line_1: 1 }, 'worn')).toBe('declined');
  });

  it('keeps what a person decided while the approval was asked', async () => {
    const world: DeliveredWorld = await deliveredWorld(goods(['A', 1, 1000]), {
      approve: async () => {
        await shop(world).move('r1', { to: 'cancelled' });
        return { verdict: 'approved' };
      },
    });
    expect(await shop(world).announce('r1', { line_1: 1 })).toBe('cancelled');
  });

  it('makes the order RETURNED whatever fee was kept, and shipping can still be refunded then', async () => {
    const world = await deliveredWorld({ ...goods(['A', 1, 1000]), adjustments: [{ type: 'shipping', amountCents: 500 }] });
    const { announce, receive, refund } = shop(world);
    await announce('r1', { line_1: 1 });
    await receive('r1', [{ lineId: 'line_1', scrap: 1 }], 400);
    expect([world.order.status, world.order.payment.refundedCents]).toEqual(['RETURNED', 600]);
    expect(await refund('re_1', {})).toBe(900);
    expect(world.order.payment.refundedCents).toBe(1500);
  });

  it('is closed when its refund is declined, which stands in the order as failed and can be asked for anew', async () => {
    const world = await deliveredWorld(goods(['A', 2, 1000]));
    const { announce, receive, refund } = shop(world);
    await announce('r1', { line_1: 1 });
    world.payments.declinesRefund = true;
    await receive('r1', [{ lineId: 'line_1', restock: 1 }]);
    expect(world.order.returns?.[0]?.status).toBe('closed');
    expect(world.order.refunds).toMatchObject([{ cause: 'return:r1', status: 'failed', amountCents: 1000 }]);
    world.payments.declinesRefund = false;
    expect(await refund('re_1', { items: [{ lineId: 'line_1', quantity: 1 }] })).toBe(1000);
  });
});
