import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '../caller.ts';
import { startDeadline, type Deadline } from '../deadline.ts';

/** A call before it is known who makes it. */
export interface IncomingCall {
  readonly metadata: Metadata;
  /** Where it comes from. */
  readonly address: string;
  readonly deadline: Deadline;
  /** Whether the caller is still there to be answered. */
  readonly isAwaited: () => boolean;
}

/** What a handler needs to know of a call besides its message. */
export interface Call extends IncomingCall {
  readonly caller: Caller;
}

/** Its deadline is the caller's, and at most `deadlineMs` unless the call asks to wait. */
export function openCall(
  call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getDeadline' | 'getPeer' | 'cancelled'>,
  deadlineMs: number,
): IncomingCall {
  const theirsMs = Math.max(0, Number(call.getDeadline()) - Date.now());
  return {
    metadata: call.metadata,
    address: addressIn(call.getPeer()),
    deadline: startDeadline(Math.min(deadlineMs, theirsMs), theirsMs),
    isAwaited: () => !call.cancelled,
  };
}

/** `127.0.0.1:50632`, or `[::1]:50632`. */
function addressIn(peer: string): string {
  return peer.slice(0, Math.max(0, peer.lastIndexOf(':'))).replaceAll(/[[\]]/g, '');
}
