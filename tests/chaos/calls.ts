import type { OrderEdit } from '../../domain/order-edit.ts';
import type { LineQuantity } from '../../domain/order-quantities.ts';
import type { ReceivedLine } from '../../domain/return-move.ts';
import type { OrderBody } from './order-plan.ts';
import type { Told } from './record.ts';

interface Of<Name extends Told['call'], Body = undefined> {
  readonly script: number;
  readonly call: Name;
  readonly id: string;
  readonly key: string;
  readonly body: Body;
}

type Submit = Omit<Of<'submit' | 'submit other', OrderBody>, 'id'> & { readonly prefer?: string };
type Read = Pick<Of<'read'>, 'script' | 'call' | 'id'>;
type Cancel = Of<'cancel', { readonly reason: string }>;
type CancelLines = Of<'cancel lines', { readonly reason: string; readonly items: readonly LineQuantity[] }>;
/** `version`: of the order that the caller has read. */
export type Edit = Of<'change', Pick<OrderEdit, 'items' | 'shipTo'> & { readonly reason: string }> & { readonly version: number };
type Release = Of<'release'> & { readonly holdId: string };
type Refund = Of<'refund', { readonly reason: string; readonly amountCents?: number }>;
type RequestReturn = Of<'return', { readonly reason: string; readonly items: readonly LineQuantity[] }>;
interface Reception {
  readonly items: readonly ReceivedLine[];
  readonly feeCents?: number;
}
/** Of a return that the caller has announced. */
export type MoveReturn = Of<'approve return' | 'cancel return' | 'receive return', Partial<Reception>> & { readonly returnId: string };
export type Resolve = Of<'resolve', { readonly choice: string }>;
/** What a caller asks of the API, whichever way it goes there. */
export type Call = Submit | Read | Cancel | CancelLines | Edit | Release | Refund | RequestReturn | MoveReturn | Resolve;

/** In the words of HTTP, so that one verdict judges both ways. */
export type Answer = Pick<Told, 'problem' | 'order' | 'isReplay'> & {
  readonly status: number;
  readonly repeatAfterMs?: number;
};

/** A way to one of the APIs. */
export interface Transport {
  /** The request's first line, for the record. */
  nameOf(call: Call): string;
  /** @throws when there is no answer */
  send(call: Call, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** Twice the API's deadline, and the longest that it may be asked to wait besides (ms). */
export const ANSWER_WITHIN_MS = 13_000;
