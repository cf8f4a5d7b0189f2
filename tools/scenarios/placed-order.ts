import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Answer } from '../../clients/orders-api.ts';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import type { AttentionCode } from '../../domain/attention.ts';
import { isWaitingForStock } from '../../domain/backorder.ts';
import type { HoldRequest } from '../../domain/hold.ts';
import type { OrderEdit } from '../../domain/order-edit.ts';
import type { LineQuantity } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import { isAtItsEnd, type OrderStatus } from '../../domain/order-status.ts';
import { AbortPolling, poll } from '../../platform/poll.ts';
import { mustAnswer, mustHold } from './must.ts';
import type { Line } from './scenario.ts';
import type { Submitted } from './submit.ts';
import type { World } from './world.ts';

/** An ordinary step takes seconds; this allows for a machine that is busy with everything else (ms). */
const STEP_WITHIN_MS = 90_000;
/** Two rounds of a reconciler that looks once a minute, and the order's own way after it (ms). */
const END_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 100;

/** An order that was submitted: what can be done to it, and what can be waited for. All throw Unexpected when it is otherwise. */
export class PlacedOrder {
  readonly id: string;
  readonly requestId: string;
  readonly world: World;
  readonly #goods: Submitted['goods'];

  constructor(world: World, { order, requestId, goods }: Submitted) {
    this.id = order.id;
    this.requestId = requestId;
    this.world = world;
    this.#goods = goods;
  }

  get workflow(): WorkflowHandle {
    return this.world.temporal.workflow.getHandle(orderWorkflowIdOf(this.id));
  }

  async now(): Promise<Order> {
    return (await mustAnswer('GET of the order', this.world.api.order(this.id), 200)).body;
  }

  async events(): Promise<readonly OrderEvent[]> {
    return (await mustAnswer('GET of its events', this.world.api.events(this.id), 200)).body.events;
  }

  /** Waits until the order is as wanted; `what` completes the sentence "the order …". */
  until(what: string, isSo: (order: Order) => boolean, withinMs = STEP_WITHIN_MS): Promise<Order> {
    return this.waitFor(
      `the order ${what}`,
      async () => {
        const order = await this.now();
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

  waitsForStock(): Promise<Order> {
    return this.until('waits for stock', isWaitingForStock);
  }

  /** Counts what is on hand of its goods. */
  async putInStock(product: Line['product'], onHand: number): Promise<void> {
    const { sku = '' } = this.#goods.find((each) => each.product === product) ?? {};
    await mustAnswer(`PUT /inventory/${sku}`, this.world.api.putInStock(sku, onHand), 200);
  }

  asksTheCustomer(): Promise<Order> {
    return this.until('sends the customer to the provider', ({ payment }) => payment.nextAction !== undefined);
  }

  /** Waits until the order is listed for a person, by itself and in the list that people look at. */
  async isListed(code: AttentionCode): Promise<Order> {
    const order = await this.until(`waits for a person with ${code}`, ({ needsAttention }) => needsAttention?.code === code);
    const list = this.world.api.list({ needsAttention: 'true', customerId: order.customerId });
    const { orders } = (await mustAnswer('the list of what waits for a person', list, 200)).body;
    mustHold(
      orders.some(({ id }) => id === this.id),
      'the order waits for a person and is not in the list of those that do',
    );
    return order;
  }

  /** `statuses` are those of HTTP that the answer may have. */
  cancel(...statuses: number[]): Promise<Answer> {
    return mustAnswer('the cancel', this.world.api.cancel(this.id, 'demo'), ...statuses);
  }

  /** `version`: of the order that was read. */
  edit(status: number, edit: OrderEdit, version: number): Promise<Answer> {
    return mustAnswer('the change', this.world.api.edit(this.id, edit, version), status);
  }

  cancelLines(status: number, ...items: LineQuantity[]): Promise<Answer> {
    return mustAnswer('the cancel of lines', this.world.api.cancelLines(this.id, items), status);
  }

  refund(status: number, ask: object, key: string = randomUUID()): Promise<Answer> {
    return mustAnswer('the refund', this.world.api.refund(this.id, { reason: 'demo', ...ask }, key), status);
  }

  requestReturn(status: number, ...items: LineQuantity[]): Promise<Answer> {
    return mustAnswer('the return', this.world.api.requestReturn(this.id, { reason: 'demo', items }, randomUUID()), status);
  }

  changeReturn(status: number, returnId: string, action: string, body?: object): Promise<Answer> {
    return mustAnswer(`${action} of the return`, this.world.api.changeReturn(this.id, returnId, action, body), status);
  }

  hold(status: number, hold: HoldRequest): Promise<Answer> {
    return mustAnswer('a hold', this.world.api.placeHold(this.id, hold), status);
  }

  release(holdId: string, status: number): Promise<Answer> {
    return mustAnswer('the release of a hold', this.world.api.releaseHold(this.id, holdId), status);
  }

  resolve(choice: string, ...statuses: number[]): Promise<Answer> {
    return mustAnswer(`the choice ${choice}`, this.world.api.resolve(this.id, choice), ...statuses);
  }

  note(text: string): Promise<Answer> {
    return mustAnswer('a note', this.world.api.note(this.id, text), 201);
  }
}
