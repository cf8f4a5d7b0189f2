import { ATTENTION_CODES, type AttentionCode } from '../../domain/attention.ts';
import type { Reading, ReadingsOf } from './page.ts';

/** What waits in PostgreSQL for the relay, and for people. */
export interface Backlog {
  readonly outboxUnsent: number;
  readonly oldestUnsentSeconds: number;
  readonly outboxRefused: number;
  readonly attention: Readonly<Partial<Record<AttentionCode, { readonly count: number; readonly oldestSeconds: number }>>>;
}

export function backlogReadings(read: () => Promise<Backlog>): ReadingsOf {
  return async () => {
    const { outboxUnsent, oldestUnsentSeconds, outboxRefused, attention } = await read();
    const byCode = (value: (of: { count: number; oldestSeconds: number }) => number): Reading['values'] =>
      ATTENTION_CODES.map((code) => ({ labels: { code }, value: value(attention[code] ?? { count: 0, oldestSeconds: 0 }) }));
    return [
      { name: 'outbox_unsent', help: 'Events that wait for the relay', values: [{ value: outboxUnsent }] },
      {
        name: 'outbox_oldest_unsent_seconds',
        help: 'Age of the oldest event that waits for the relay',
        values: [{ value: oldestUnsentSeconds }],
      },
      { name: 'outbox_refused', help: 'Events that the stream refuses for their size', values: [{ value: outboxRefused }] },
      {
        name: 'orders_needing_attention',
        help: 'Orders that wait for a person, by what that person is asked',
        values: byCode(({ count }) => count),
      },
      {
        name: 'orders_attention_oldest_seconds',
        help: 'For how long the first of them has waited; 0 where none does',
        values: byCode(({ oldestSeconds }) => oldestSeconds),
      },
    ];
  };
}
