import type { OrderInSteps } from './order-in-steps.ts';
import { netOf } from '../../domain/line-money.ts';
import { type OrderModel, sum } from './order-model.ts';

/** An order and what it has to be. */
interface Both {
  readonly order: OrderInSteps;
  readonly model: OrderModel;
}

/** What is drawn for a command; each takes of it what it needs. */
interface Draw {
  /** Of its own among all commands. */
  readonly name: string;
  readonly lineId: string;
  readonly units: number;
  /** From 0 to 1. */
  readonly share: number;
  readonly more: number;
  readonly feeCents: number;
}

/** Everything that can be done to an order: a new kind of command is one more of these. */
export const COMMANDS = {
  hold: async ({ order, model }, { name }) => {
    const isTaken = ['CREATED', 'CONFIRMED'].includes(model.status);
    expect(await order.hold(name)).toBe(isTaken ? 'done' : 'NOT_HELD');
    if (isTaken) model.holds += 1;
  },

  release: async ({ order, model }) => {
    if (model.holds === 0) return;
    await order.release();
    model.holds -= 1;
  },

  'stock comes': async ({ order, model }, { lineId, units }) => {
    if (model.hasLeft) return;
    const { items } = await order.get();
    model.arrive(lineId, units);
    await order.count(items.find((line) => line.lineId === lineId)!.sku, model.line(lineId).stocked);
  },

  'drop what is missing': async ({ order, model }) => {
    const missing = [...model.lines].filter(([, line]) => line.missing > 0);
    const isAnyThere = [...model.lines].some(([lineId, line]) => model.here(lineId) > line.missing);
    if (missing.length === 0 || !isAnyThere) return;
    expect(await order.dropMissing()).toBe('reserved');
    for (const [lineId, line] of missing) model.cancel(lineId, line.missing);
  },

  'change a quantity': async ({ order, model }, { name, lineId, share }) => {
    const quantity = 1 + Math.floor(share * 4);
    const isLeft = [...model.lines.keys()].some((each) => (each === lineId ? quantity > model.cancelled(each) : model.here(each) > 0));
    const { items, adjustments = [] } = await order.get();
    const goods = sum(items.map((line) => (line.lineId === lineId ? quantity : line.quantity) * line.priceCents));
    const discount = sum(adjustments.map(({ type, amountCents }) => (type === 'discount' ? -amountCents : 0)));
    const fits = quantity >= model.cancelled(lineId) && isLeft && discount <= goods;
    const { prices, stocked } = model.line(lineId);
    const isThere = quantity - prices.length <= stocked - model.here(lineId);
    const answer = await order.edit(name, { items: [{ lineId, quantity }] });
    expect(answer).toBe(model.status !== 'CONFIRMED' ? 'EDIT_REFUSED' : !fits ? 'INVALID_REQUEST' : isThere ? 'done' : 'OUT_OF_STOCK');
    if (answer !== 'done') return;
    const after = await order.get();
    expect([after.totalCents - model.ownCents, order.world.payments.live]).toEqual([goods - discount, 1]);
    model.reprice(after.items.map((line) => ({ ...line, net: netOf(line) })));
  },

  'cancel units': async ({ order, model }, { name, lineId, units }) => {
    const { prices } = model.line(lineId);
    const isWhole = !model.hasLeft && [...model.lines.keys()].every((each) => model.here(each) === (each === lineId ? units : 0));
    const isPossible = units <= model.here(lineId);
    const refusal = units > prices.length ? 'INVALID_REQUEST' : 'LINES_NOT_CANCELLABLE';
    expect(await order.cancelLines(name, [{ lineId, quantity: units }])).toBe(!isPossible ? refusal : isWhole ? 'whole' : 'done');
    if (isPossible && !isWhole) model.cancel(lineId, units);
  },

  'pick up': async ({ order, model }) => {
    for (const { lineId, quantity } of await order.pickUp()) model.leave(lineId, quantity);
  },

  deliver: async ({ order, model }) => {
    for (const { lineId, quantity } of await order.deliver()) model.line(lineId).delivered += quantity;
  },

  'refund units': async ({ order, model }, { name, lineId, units }) => {
    const worth = model.worth(lineId, units);
    const isPossible = model.captured > 0 && worth.units === units && worth.cents > 0;
    const answer = await order.refund(`re_${name}`, { items: [{ lineId, quantity: units }] });
    expect([answer === 'done', isPossible]).toEqual([isPossible, isPossible]);
    if (isPossible) model.giveBack(lineId, worth);
  },

  'refund an amount': async ({ order, model }, { name, share, more }) => {
    const left = model.captured - model.refunded;
    const amountCents = 1 + Math.floor(left * share * more * 1.1);
    const answer = await order.refund(`re_${name}`, { amountCents });
    expect(answer === 'done').toBe(amountCents <= left);
    if (answer !== 'done') return;
    const { lines, ownCents = 0 } = (await order.get()).refunds.at(-1)!;
    for (const part of lines) model.giveBack(part.lineId, { units: 0, cents: part.amountCents });
    model.ownRefunded += ownCents;
  },

  announce: async ({ order, model }, { name, lineId, units }) => {
    const isPossible = units <= model.canComeBack(lineId);
    const refusal = units > model.line(lineId).prices.length ? 'INVALID_REQUEST' : 'RETURN_REFUSED';
    expect(await order.announce(name, [{ lineId, quantity: units }])).toBe(isPossible ? 'done' : refusal);
    if (!isPossible) return;
    model.line(lineId).announced += units;
    model.announced.set(name, { lineId, units });
  },

  'cancel a return': async ({ order, model }) => {
    const [first] = model.announced;
    if (!first) return;
    const [returnId, { lineId, units }] = first;
    expect(await order.moveReturn(returnId, { to: 'declined' })).toBe('RETURN_REFUSED');
    expect(await order.moveReturn(returnId, { to: 'cancelled' })).toBe('done');
    forget(model, returnId, lineId, units);
  },

  receive: async ({ order, model }, { share, more, feeCents }) => {
    const [first] = model.announced;
    if (!first) return;
    const [returnId, { lineId, units }] = first;
    const line = model.line(lineId);
    const back = Math.round(units * share);
    const restock = Math.round(back * more);
    const fee = Math.min(feeCents, sum(line.prices.slice(0, back)));
    const items = [{ lineId, restock, scrap: back - restock, missing: units - back }];
    expect(await order.moveReturn(returnId, { to: 'received', items, feeCents: fee })).toBe('done');
    model.giveBack(lineId, model.worth(lineId, back, fee));
    line.restocked += restock;
    line.scrapped += back - restock;
    forget(model, returnId, lineId, units);
  },
} satisfies Record<string, (both: Both, draw: Draw) => Promise<void>>;

function forget(model: OrderModel, returnId: string, lineId: string, units: number): void {
  model.line(lineId).announced -= units;
  model.announced.delete(returnId);
}
