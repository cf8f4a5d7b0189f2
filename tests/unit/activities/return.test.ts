import fc from 'fast-check';
import { netOf } from '../../../domain/line-money.ts';
import { unitsOf } from '../../../domain/line-units.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { OrderRequest } from '../../../domain/order.ts';
import { refundableCents } from '../../../domain/refund.ts';
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

/** What a line is known by: its units, each at its price, from the front. */
interface ModelLine {
  readonly prices: readonly number[];
  announced: number;
  restocked: number;
  scrapped: number;
  unitsRefunded: number;
  refunded: number;
}

const LINES = ['line_1', 'line_2'] as const;
const command = fc.record({
  kind: fc.constantFrom('announce', 'announce', 'cancel', 'decline', 'receive', 'receive', 'receive', 'refund amount', 'refund units'),
  line: fc.constantFrom(...LINES),
  units: fc.integer({ min: 1, max: 4 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  more: fc.double({ min: 0, max: 1, noNaN: true }),
  fee: fc.oneof(fc.constant(0), fc.nat(400)),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** The order against a model of a line's units and cents; what one refuses the other refuses. */
class Model {
  readonly lines: Record<string, ModelLine> = {};
  readonly open = new Map<string, { line: string; units: number }>();
  readonly world: DeliveredWorld;
  #made = 0;

  constructor(world: DeliveredWorld) {
    this.world = world;
    for (const line of world.order.items) {
      const [net, q] = [netOf(line), line.quantity];
      const prices = Array.from({ length: q }, (_, n) => Math.floor(net / q) + (n < net % q ? 1 : 0));
      this.lines[line.lineId] = { prices, announced: 0, restocked: 0, scrapped: 0, unitsRefunded: 0, refunded: 0 };
    }
  }

  async take({ kind, line, units, share, more, fee }: Command): Promise<void> {
    const known = this.lines[line]!;
    const shopped = shop(this.world);
    const name = String(++this.#made);
    if (kind === 'announce') {
      const isPossible = units <= known.prices.length - known.announced - known.restocked - known.scrapped;
      const refusal = units > known.prices.length ? 'INVALID_REQUEST' : 'RETURN_REFUSED';
      expect(await shopped.announce(name, { [line]: units })).toBe(isPossible ? 'approved' : refusal);
      if (!isPossible) return;
      known.announced += units;
      this.open.set(name, { line, units });
    } else if (kind === 'refund amount' || kind === 'refund units') {
      const amountCents = Math.floor(refundableCents(this.world.order) * share * more);
      const before = this.world.order.refunds.length;
      await shopped
        .refund(`re_${name}`, kind === 'refund units' ? { items: [{ lineId: line, quantity: units }] } : { amountCents: amountCents || 1 })
        .catch(asRefusal);
      for (const { lines } of this.world.order.refunds.slice(before)) for (const part of lines) this.refunded(part);
    } else await this.change(kind, { share, more, fee });
  }

  /** Of the return that was announced first. */
  async change(kind: string, { share, more, fee }: Pick<Command, 'share' | 'more' | 'fee'>): Promise<void> {
    const [first] = this.open;
    if (!first) return;
    const [returnId, { line, units }] = first;
    const known = this.lines[line]!;
    if (kind === 'decline') {
      expect(await shop(this.world).move(returnId, { to: 'declined' })).toBe('RETURN_REFUSED');
      return;
    }
    if (kind === 'cancel') expect(await shop(this.world).move(returnId, { to: 'cancelled' })).toBe('cancelled');
    else {
      const back = Math.round(units * share);
      const restock = Math.round(back * more);
      const cost = sum(known.prices.slice(0, back));
      const feeCents = Math.min(fee, cost);
      await shop(this.world).receive(returnId, [{ lineId: line, restock, scrap: back - restock, missing: units - back }], feeCents);
      const again = Math.min(back, known.prices.length - known.unitsRefunded);
      const price = sum(known.prices.slice(known.unitsRefunded, known.unitsRefunded + again));
      const amountCents = Math.min(Math.max(0, price - feeCents), sum(known.prices) - known.refunded);
      const refund = this.world.order.refunds.find(({ cause }) => cause === `return:${returnId}`);
      expect(refund?.amountCents ?? 0).toBe(amountCents);
      if (refund) this.refunded({ lineId: line, amountCents, quantity: again });
      known.restocked += restock;
      known.scrapped += back - restock;
    }
    known.announced -= units;
    this.open.delete(returnId);
  }

  refunded({ lineId, amountCents, quantity = 0 }: { lineId: string; amountCents: number; quantity?: number }): void {
    const known = this.lines[lineId]!;
    known.refunded += amountCents;
    known.unitsRefunded += quantity;
  }

  agrees(): void {
    const { order, stock, payments } = this.world;
    for (const line of order.items) {
      const { announced, restocked, scrapped, refunded, prices } = this.lines[line.lineId]!;
      expect(unitsOf(line, order)).toMatchObject({ delivered: line.quantity, announced, restocked, scrapped });
      expect(stock.level(line.sku)).toEqual({ onHand: 10 - line.quantity + restocked, reserved: 0 });
      expect(refunded).toBeLessThanOrEqual(sum(prices));
    }
    const lines = Object.values(this.lines);
    const isAllBack = lines.every(({ prices, restocked, scrapped }) => restocked + scrapped === prices.length);
    expect(order.status).toBe(isAllBack ? 'RETURNED' : 'COMPLETED');
    expect(order.payment.refundedCents).toBe(sum(lines.map(({ refunded }) => refunded)));
    expect(payments.refundedCents).toBe(order.payment.refundedCents);
    const causes = order.refunds.flatMap(({ cause }) => cause ?? []);
    expect(new Set(causes).size).toBe(causes.length);
  }
}

// oxlint-disable-next-line jest/expect-expect -- the model expects after each command
it('agrees with a model of units and cents, whatever is announced, received and refunded in whichever order', async () => {
  const priced = fc.record({ a: fc.integer({ min: 1, max: 4 }), b: fc.integer({ min: 1, max: 4 }), cents: fc.nat(500), off: fc.nat(300) });
  await fc.assert(
    fc.asyncProperty(priced, fc.array(command, { minLength: 1, maxLength: 14 }), async ({ a, b, cents, off }, commands) => {
      const discount = Math.min(off, a * cents + b * 333);
      const model = new Model(
        await deliveredWorld({ ...goods(['A', a, cents], ['B', b, 333]), adjustments: [{ type: 'discount', amountCents: -discount }] }),
      );
      for (const each of commands) {
        await model.take(each);
        model.agrees();
      }
    }),
  );
});

function sum(cents: readonly number[]): number {
  return cents.reduce((total, each) => total + each, 0);
}

function asRefusal(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  throw error;
}
