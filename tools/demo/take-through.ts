import { moneyText } from '../../domain/money.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import { reasonOf } from '../../platform/poll.ts';
import { differences, pathOf, type Seen } from './end.ts';
import type { Kind } from './kind.ts';
import { Life } from './life.ts';
import { submit, type Submitted } from './order-request.ts';
import type { World } from './world.ts';

/** What was seen of one order. */
export interface Result {
  readonly orderNumber?: string;
  readonly path: readonly OrderStatus[];
  /** What else happened on the way, in words. */
  readonly besides: readonly string[];
  readonly tookMs: number;
  /** Each thing that was not as expected. */
  readonly problems: readonly string[];
}

/** Submits an order of the kind, does to it what is to be done, waits for its end and compares what is there with what has to be. */
export async function takeThrough(world: World, kind: Kind): Promise<Result> {
  const began = Date.now();
  let submitted: Submitted | undefined;
  const problems: string[] = [];
  try {
    submitted = await submit(world.shop, kind);
    const life = new Life(world, submitted.order.id);
    await kind.meanwhile?.(life);
    await life.atItsEnd();
  } catch (error) {
    world.signal.throwIfAborted();
    problems.push(reasonOf(error));
  }
  const tookMs = Date.now() - began;
  const seen = submitted && (await look(world, submitted).catch((error: unknown) => void problems.push(reasonOf(error))));
  if (!seen) return { path: [], besides: [], tookMs, problems };
  const { order, events } = seen;
  problems.push(...differences(seen, kind.ends));
  return { orderNumber: order.orderNumber, path: pathOf(events), besides: besidesOf(order, events), tookMs, problems };
}

async function look({ shop }: World, { order: { id, customerId }, goods }: Submitted): Promise<Seen> {
  const ordersOfCustomer = (await shop.list({ customerId })).length;
  const levels = await Promise.all(goods.map(async (of) => ({ ...of, level: await shop.stock(of.sku) })));
  return { order: await shop.order(id), events: await shop.events(id), goods: levels, ordersOfCustomer };
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
