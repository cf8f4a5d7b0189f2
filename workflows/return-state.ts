import { setCurrentDetails } from '@temporalio/workflow';
import type { ReturnAnswer, ReturnFacts } from '../activities/return.ts';
import type { Cause } from '../domain/order-event.ts';
import { leadsTo, type ReturnStatus } from '../domain/return.ts';
import type { RunSettings } from '../domain/run-settings.ts';
import type { ReturnGoodsInput, ReturnGoodsResult } from './messages.ts';

/** What the workflow knows of its return between two steps. */
export class ReturnState {
  readonly step: { readonly orderId: string; readonly returnId: string; readonly cause: Cause };
  readonly settings: RunSettings;
  /** The approval has said what it says, or a person was quicker. */
  isAsked = false;
  #facts: ReturnFacts | undefined;
  #refusal: Extract<ReturnAnswer, { outcome: 'refused' }> | undefined;

  constructor({ orderId, returnId, cause, settings }: ReturnGoodsInput) {
    this.step = { orderId, returnId, cause };
    this.settings = settings;
  }

  /** Undefined until it is announced, and where the order did not take it. */
  get status(): ReturnStatus | undefined {
    return this.#facts?.status;
  }

  get expiresAt(): string | undefined {
    return this.#facts?.expiresAt;
  }

  /** Why the order did not take it. */
  get refusal(): Extract<ReturnAnswer, { outcome: 'refused' }> | undefined {
    return this.#refusal;
  }

  get result(): ReturnGoodsResult {
    return { status: this.status ?? 'refused' };
  }

  opened(answer: ReturnAnswer): void {
    if (answer.outcome === 'taken') return this.found(answer.facts);
    this.#refusal = answer;
    setCurrentDetails(`**refused** · ${answer.why}`);
  }

  /** Where a step left it. Answers of two steps may come in another order than their records: it never goes back. */
  found(facts: ReturnFacts): void {
    if (this.#facts && this.#facts.status !== facts.status && !leadsTo(this.#facts.status, facts.status)) return;
    this.#facts = facts;
    const until = facts.status === 'approved' ? ` · waits for the goods until ${facts.expiresAt}` : '';
    setCurrentDetails(`**${facts.status}**${until}`);
  }
}
