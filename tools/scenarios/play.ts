import { moneyText } from '../../domain/money.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import { reasonOf } from '../../platform/poll.ts';
import { differences, pathOf, type Seen } from './end.ts';
import { mustAnswer } from './must.ts';
import { PlacedOrder } from './placed-order.ts';
import type { Scenario } from './scenario.ts';
import { submit, type Submitted } from './submit.ts';
import type { World } from './world.ts';

/** What was seen of one order. */
export interface Played {
  readonly orderNumber?: string;
  readonly path: readonly OrderStatus[];
  /** What else happened on the way, in words. */
  readonly besides: readonly string[];
  readonly tookMs: number;
  /** Each thing that was not as expected. */
  readonly problems: readonly string[];
}

/** Submits an order, does to it what is to be done, waits for its end and compares what is there with what has to be. */
export async function play(world: World, scenario: Scenario): Promise<Played> {
  const began = Date.now();
  const problems: string[] = [];
  let submitted: Submitted | undefined;
  try {
    submitted = await submit(world.api, scenario);
    const order = new PlacedOrder(world, submitted);
    await scenario.meanwhile?.(order);
    await order.atItsEnd();
  } catch (error) {
    world.signal.throwIfAborted();
    problems.push(reasonOf(error));
  }
  const tookMs = Date.now() - began;
  const seen = submitted && (await look(world, submitted).catch((error: unknown) => void problems.push(reasonOf(error))));
  if (!seen) return { path: [], besides: [], tookMs, problems };
  const { order, events } = seen;
  problems.push(...differences(seen, scenario.ends));
  return { orderNumber: order.orderNumber, path: pathOf(events), besides: besidesOf(order, events), tookMs, problems };
}

async function look(world: World, submitted: Submitted): Promise<Seen> {
  const { order, goods } = submitted;
  const placed = new PlacedOrder(world, submitted);
  const { body } = await mustAnswer("the customer's orders", world.api.list({ customerId: order.customerId }), 200);
  const levels = await Promise.all(
    goods.map(async (of) => ({ ...of, level: (await mustAnswer('the stock', world.api.stock(of.sku), 200)).body })),
  );
  return { order: await placed.now(), events: await placed.events(), goods: levels, ordersOfCustomer: body.orders.length };
}

function besidesOf({ payment, refunds, currency }: Order, events: readonly OrderEvent[]): string[] {
  const money = (cents: number) => moneyText(cents, currency);
  const of = (type: OrderEvent['type']) => events.filter((event) => event.type === type);
  return [
    ...of('orders.needs_attention').map(({ order }) => `listed ${order.needsAttention?.code}`),
    ...of('orders.cancel_refused').map(() => 'cancel refused'),
    ...of('orders.note_added').map(() => 'note'),
    ...refunds.filter(({ status }) => status === 'failed').map(() => 'refund declined'),
    ...(payment.writtenOffCents > 0 ? [`written off ${money(payment.writtenOffCents)}`] : []),
    ...(payment.refundedCents > 0 ? [`refunded ${money(payment.refundedCents)}`] : []),
  ];
}
