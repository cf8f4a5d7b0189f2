import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import type { WorkflowHandle } from '@temporalio/client';
import type { AttentionCode, Order } from '../../domain/order.ts';
import { isAtItsEnd, type OrderStatus } from '../../domain/order-status.ts';
import { AbortPolling, poll } from '../../platform/poll.ts';
import { mustAnswer, mustHold, type Shop } from './shop.ts';
import type { World } from './world.ts';

/** An ordinary step takes seconds; this allows for a machine that is busy with everything else (ms). */
const STEP_WITHIN_MS = 90_000;
/** Two rounds of a reconciler that looks once a minute, and the order's own way after it (ms). */
const END_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 100;

/** One order on its way: what can be done to it, and what can be waited for. */
export class Life {
  readonly id: string;
  readonly world: World;
  readonly #shop: Shop;

  constructor(world: World, id: string) {
    this.id = id;
    this.world = world;
    this.#shop = world.shop;
  }

  get workflow(): WorkflowHandle {
    return this.world.temporal.workflow.getHandle(orderWorkflowIdOf(this.id));
  }

  /** Waits until the order is as wanted; `what` completes the sentence "the order …". */
  until(what: string, isSo: (order: Order) => boolean, withinMs = STEP_WITHIN_MS): Promise<Order> {
    return this.waitFor(
      `the order ${what}`,
      async () => {
        const order = await this.#shop.order(this.id);
        return isSo(order) ? order : `it is ${order.status}, version ${order.version}`;
      },
      withinMs,
    );
  }

  /** Asks until the answer is no text that says why not. */
  waitFor<T extends object>(what: string, ask: () => Promise<T | string>, withinMs = STEP_WITHIN_MS): Promise<T> {
    const { signal } = this.world;
    return poll({ what: `waited for this: ${what};`, withinMs, everyMs: LOOK_EVERY_MS, signal }, async () => {
      const answer = await ask();
      if (typeof answer === 'string') throw new Error(answer);
      return answer;
    });
  }

  reaches(...statuses: OrderStatus[]): Promise<Order> {
    return this.until(`is ${statuses.join(' or ')}`, ({ status }) => {
      if (statuses.includes(status)) return true;
      if (isAtItsEnd(status)) throw new AbortPolling(`the order ended ${status} and never was seen ${statuses.join(' or ')}`);
      return false;
    });
  }

  atItsEnd(): Promise<Order> {
    return this.until('is at its end', ({ status }) => isAtItsEnd(status), END_WITHIN_MS);
  }

  /** Waits until the order is listed for a person, by itself and in the list that people look at. */
  async isListed(code: AttentionCode): Promise<Order> {
    const order = await this.until(`waits for a person with ${code}`, ({ needsAttention }) => needsAttention?.code === code);
    const listed = await this.#shop.list({ needsAttention: 'true', customerId: order.customerId });
    mustHold(
      listed.some(({ id }) => id === this.id),
      `the order waits for a person and is not in the list of those that do`,
    );
    return order;
  }

  resolve = (choice: string) => mustAnswer(`the choice ${choice}`, this.#shop.resolve(this.id, choice), 200, 202);
  note = (text: string) => mustAnswer('a note', this.#shop.note(this.id, text), 201);
  /** `statuses` are those of HTTP that the answer may have. */
  cancel = (...statuses: number[]) => mustAnswer('the cancel', this.#shop.cancel(this.id), ...statuses);
  refund = (status: number, ask: object) => mustAnswer('the refund', this.#shop.refund(this.id, { reason: 'demo', ...ask }), status);
}
