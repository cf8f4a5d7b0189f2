import { condition } from '@temporalio/workflow';
import type { Attention } from '../activities/order.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Resolution } from './messages.ts';
import type { OrderState } from './order-state.ts';
import { raiseAttention, settleAttention, withdrawAttention } from './steps.ts';

/** What is asked of a person. */
export interface Question {
  readonly attention: Attention;
  readonly cause: Cause;
  /** Says why once nobody has to decide any more. */
  readonly isOver?: () => string | undefined;
}

/** What the order asks people, one thing at a time: a second question is listed when the first is settled. */
export class People {
  /** Offered to whoever resolves; set before it is recorded, so that nobody reads of a choice that is refused. */
  attention: Attention | undefined;
  resolution: Resolution | undefined;
  readonly #state: OrderState;

  constructor(state: OrderState) {
    this.#state = state;
  }

  /** Lists the order until a person has decided. Undefined when the matter settled itself before. */
  async ask({ attention, cause, isOver = () => undefined }: Question): Promise<Resolution | undefined> {
    // Of several that wait, the first to go on takes the turn.
    while (this.attention !== undefined && isOver() === undefined)
      await condition(() => this.attention === undefined || isOver() !== undefined);
    if (isOver() !== undefined) return undefined;
    this.attention = attention;
    try {
      await this.#list(attention, cause);
      await condition(() => this.resolution !== undefined || isOver() !== undefined);
      return await this.#settle(cause, isOver() ?? 'It is over.');
    } finally {
      this.attention = undefined;
      this.resolution = undefined;
    }
  }

  async #list(attention: Attention, cause: Cause): Promise<void> {
    const { orderId } = this.#state;
    const listed = await raiseAttention({ orderId, cause, occasion: this.#state.newOccasion(), attention });
    this.#state.publishStatus(listed, `**Waits for a person.** ${attention.text}`);
  }

  /** A decision that was taken counts, even if the matter settled itself at the same moment. */
  async #settle(cause: Cause, why: string): Promise<Resolution | undefined> {
    const { orderId } = this.#state;
    const occasion = this.resolution?.askId ?? this.#state.newOccasion();
    if (!this.resolution) {
      this.#state.publishStatus(await withdrawAttention({ orderId, cause, occasion, why }), why);
      return undefined;
    }
    const { choice, note, cause: by = { actor: 'temporal' } } = this.resolution;
    const resolution = { choice, ...(note !== undefined && { note }) };
    this.#state.publishStatus(await settleAttention({ orderId, cause: by, occasion, resolution }), `A person chose ${choice}.`);
    return { choice, cause: by, ...(note !== undefined && { note }) };
  }
}
