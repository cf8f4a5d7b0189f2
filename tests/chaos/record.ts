import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Order } from '../../domain/order.ts';
import { reasonOf } from '../../platform/poll.ts';

export type CallName =
  | 'submit'
  | 'submit other'
  | 'read'
  | 'cancel'
  | 'cancel lines'
  | 'change'
  | 'release'
  | 'refund'
  | 'return'
  | 'approve return'
  | 'cancel return'
  | 'receive return'
  | 'resolve'
  | 'customer'
  | 'stock';

/** One request of a caller, and what it was told; a request without an answer has no status. */
export interface Told {
  readonly script: number;
  readonly call: CallName;
  /** From 1; a repeat is sent under the same key. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly toldAt: number;
  readonly status?: number;
  /** The problem's type, without its prefix. */
  readonly problem?: string;
  readonly isReplay?: true;
  readonly order?: Order;
  /** What was seen to have come into stock. */
  readonly arrived?: { readonly sku: string; readonly onHand: number };
  /** Why there was no answer. */
  readonly lost?: string;
}

/** Everything that callers sent and were told, and every fault, as it happened; one JSON object a line in the file. */
export interface RunRecord {
  sends(entry: Pick<Told, 'script' | 'call' | 'attempt'> & { readonly request: string; readonly body?: unknown }): void;
  tells(told: Told): void;
  notes(entry: object): void;
  readonly tolds: readonly Told[];
  /** How many requests were sent. */
  sent(): number;
  close(): Promise<void>;
}

export function openRecord(file: string): RunRecord {
  const out = createWriteStream(file);
  const write = (type: string, entry: object) => {
    // Of a run that was given up, callers may still be told something.
    if (!out.writableEnded) out.write(`${JSON.stringify({ at: new Date().toISOString(), type, ...entry })}\n`);
  };
  const tolds: Told[] = [];
  let sent = 0;
  return {
    sends(entry) {
      sent += 1;
      write('sent', entry);
    },
    tells(told) {
      tolds.push(told);
      write('told', told);
    },
    notes: (entry) => write('note', entry),
    tolds,
    sent: () => sent,
    async close() {
      out.end();
      await finished(out);
    },
  };
}

/** `fetch` says only "fetch failed"; why stands in the cause. */
export function lossOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? reasonOf(error.cause) : reasonOf(error);
}
