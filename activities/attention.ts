import { effectOf, type AttentionCode, type AttentionSubject, type NeedsAttention } from '../domain/attention.ts';
import { decisionStep } from '../domain/order-event.ts';
import { isAtItsEnd } from '../domain/order-status.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import { recorderOf, type Step } from './record-step.ts';

export interface AttentionDependencies {
  readonly orders: OrderStore;
  readonly now: () => Date;
  /** How long stock is waited for before a person is asked (ms). */
  readonly backorderMs: number;
}

/** What a person decided, and what the question was about. */
export interface Decision {
  readonly code: AttentionCode;
  readonly subject: AttentionSubject;
  readonly choice: string;
  readonly note?: string;
}

/** Lists an order for a person, with its undo, and records what the person decided. `occasion` names the time it is asked. */
export function attentionActivities({ orders, now, backorderMs }: AttentionDependencies) {
  const record = recorderOf(orders);
  const decidedAt = () => ({ at: now().toISOString(), backorderUntil: new Date(now().getTime() + backorderMs).toISOString() });

  return {
    /** What an earlier run left listed is listed anew, in the words of this one. */
    raiseAttention: ({ occasion, attention, ...step }: Step & { occasion: string; attention: Omit<NeedsAttention, 'since'> }) =>
      record(step, `needs_attention:${occasion}`, ({ status, needsAttention }) =>
        isAtItsEnd(status)
          ? undefined
          : {
              event: 'orders.needs_attention',
              needsAttention: { since: needsAttention?.since ?? now().toISOString(), ...attention },
              why: attention.text,
            },
      ),

    /** The trouble is over without a person. */
    withdrawAttention: ({ occasion, why, ...step }: Step & { occasion: string; why: string }) =>
      record(
        step,
        decisionStep(occasion),
        (order) => order.needsAttention && { event: 'orders.attention_resolved', needsAttention: null, why },
      ),

    settleAttention: ({ occasion, decision, ...step }: Step & { occasion: string; decision: Decision }) =>
      record(
        step,
        decisionStep(occasion),
        (order) =>
          order.needsAttention && {
            event: 'orders.attention_resolved',
            needsAttention: null,
            ...effectOf(decision.code, decision.choice, order, decision.subject, decidedAt()),
            why: decision.note ? `${decision.choice}: ${decision.note}` : decision.choice,
          },
      ),
  };
}
