import { condition } from '@temporalio/workflow';
import { choicesFor, type AttentionCode, type NeedsAttention } from '../domain/attention.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Resolution } from './messages.ts';
import type { OrderState } from './order-state.ts';
import type { ShipmentState } from './shipments.ts';
import { raiseAttention, settleAttention, withdrawAttention } from './steps.ts';

/** What is asked of a person. */
export interface Question {
  readonly code: AttentionCode;
  /** What is wrong, as a sentence. */
  readonly text: string;
  /** The shipment that it is about. */
  readonly shipment?: ShipmentState;
  readonly cause: Cause;
  /** Says why once nobody has to decide any more. */
  readonly isOver?: () => string | undefined;
}

/** What an order asks people, one thing at a time: a second question is listed when the first is settled. */
export class AttentionDesk {
  /** Offered to whoever resolves; set before it is recorded, so that nobody reads of a choice that is refused. */
  open: Omit<NeedsAttention, 'since'> | undefined;
  resolution: Resolution | undefined;
  readonly #state: OrderState;

  constructor(state: OrderState) {
    this.#state = state;
  }

  /** Lists the order until a person has decided. Undefined when the matter settled itself before. */
  async ask(question: Question): Promise<Resolution | undefined> {
    const isOver = question.isOver ?? (() => undefined);
    // Of several that wait, the first to go on takes the turn.
    while (this.open !== undefined && isOver() === undefined) await condition(() => this.open === undefined || isOver() !== undefined);
    if (isOver() !== undefined) return undefined;
    const attention = this.#listing(question);
    this.open = attention;
    try {
      await this.#list(attention, question.cause);
      await condition(() => this.resolution !== undefined || isOver() !== undefined);
      return await this.#settle(question, isOver() ?? 'It is over.');
    } finally {
      this.open = undefined;
      this.resolution = undefined;
    }
  }

  #listing({ code, text, shipment }: Question): Omit<NeedsAttention, 'since'> {
    const { cancelRule } = this.#state;
    return { code, text, choices: choicesFor(code, { cancelRule, ...(shipment && { shipmentStatus: shipment.status }) }) };
  }

  async #list(attention: Omit<NeedsAttention, 'since'>, cause: Cause): Promise<void> {
    const { orderId } = this.#state;
    const listed = await raiseAttention({ orderId, cause, occasion: this.#state.newOccasion(), attention });
    this.#state.publishStatus(listed, `**Waits for a person.** ${attention.text}`);
  }

  /** A decision that was taken counts, even if the matter settled itself at the same moment. */
  async #settle({ code, shipment, cause }: Question, why: string): Promise<Resolution | undefined> {
    const { orderId } = this.#state;
    const occasion = this.resolution?.callId ?? this.#state.newOccasion();
    if (!this.resolution) {
      this.#state.publishStatus(await withdrawAttention({ orderId, cause, occasion, why }), why);
      return undefined;
    }
    const { choice, note: given, cause: by = { actor: 'temporal' } } = this.resolution;
    const note = given === undefined ? {} : { note: given };
    const decision = { code, subject: shipment ? { shipmentId: shipment.shipmentId } : {}, choice, ...note };
    this.#state.publishStatus(await settleAttention({ orderId, cause: by, occasion, decision }), `A person chose ${choice}.`);
    return { choice, cause: by, ...note };
  }
}
