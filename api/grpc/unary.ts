import type { DescMethodUnary, Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { Logger } from '../../platform/logger.ts';
import type { Gate } from '../access/gate.ts';
import type { Operation } from '../access/scopes.ts';
import type { CallNames } from '../../platform/call-context.ts';
import type { ConcurrencyLimit } from '../concurrency-limit.ts';
import { logFailure } from '../failure.ts';
import { requireLeft, type CallerLimits } from '../limits/caller-limits.ts';
import { openCall, type Call, type IncomingCall } from './call.ts';
import { asMetadata, grpcFailure } from './errors.ts';
import { identifyBy } from './identify-caller.ts';
import { inGrpcContext } from './grpc-context.ts';
import { metadataOf } from './metadata.ts';

export interface Answer<T extends Message> {
  readonly message: T;
  /** Sent as metadata before it. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UnaryMethod<Input extends Message, Output extends Message> {
  readonly desc: DescMethodUnary<GenMessage<Input>, GenMessage<Output>>;
  /** What its caller must be let in to. */
  readonly operation: Operation;
  /** Where the call finds its place, or is refused before anything was done for it. */
  readonly limitFor: (call: IncomingCall) => ConcurrencyLimit;
  readonly handle: (request: Input, call: Call) => Promise<Answer<Output>>;
  /** Whether an answer says that the work was finished, not only begun. */
  readonly isDone?: (answer: Answer<Output>) => boolean;
}

export interface UnaryOptions {
  readonly log: Logger;
  /** Stands before every call. */
  readonly gate: Gate;
  readonly limits: CallerLimits;
  readonly deadlineMs: number;
}

/** Answers calls of a method in their context, within their deadline; each is logged and observed once. */
export function unary<Input extends Message, Output extends Message>(
  method: UnaryMethod<Input, Output>,
  { log, gate, limits, deadlineMs }: UnaryOptions,
) {
  const { desc } = method;

  return (served: ServerUnaryCall<Input, Output>, reply: sendUnaryData<Output>): void =>
    void inGrpcContext(desc, served.metadata, log, (names) => answer(served, reply, names));

  async function answer(served: ServerUnaryCall<Input, Output>, reply: sendUnaryData<Output>, names: CallNames): Promise<status> {
    const incoming = openCall(served, deadlineMs);
    let leave: (() => void) | undefined;
    try {
      const call = await identifyBy(gate, incoming, method.operation);
      requireLeft(limits.take(call.caller, call.address, method.operation));
      leave = limits.enter(call.caller, call.address);
      const { message, headers } = await admitted(served.request, call);
      if (served.cancelled) return codeOfCancelled(served);
      served.sendMetadata(metadataOf({ ...asMetadata(names), ...headers }));
      reply(null, message);
      return status.OK;
    } catch (error) {
      logFailure(log, error);
      const failure = grpcFailure(error, desc.input, names);
      reply(failure);
      return served.cancelled ? codeOfCancelled(served) : failure.code;
    } finally {
      leave?.();
      incoming.deadline.clear();
    }
  }

  /** Who is not let in takes no place from others. */
  function admitted(request: Input, call: Call): Promise<Answer<Output>> {
    const limit = method.limitFor(call);
    limit.refuseWhenFull();
    return limit.hold(() => call.deadline.bound(method.handle(request, call)), method.isDone ?? (() => false));
  }
}

/** Nobody reads the answer any more: the caller went away, or had no more time. */
function codeOfCancelled(served: ServerUnaryCall<unknown, unknown>): status {
  return Number(served.getDeadline()) <= Date.now() ? status.DEADLINE_EXCEEDED : status.CANCELLED;
}
