import { bearerTokenOf } from '../access/bearer-token.ts';
import type { Gate } from '../access/gate.ts';
import type { Operation } from '../access/scopes.ts';
import type { Call, IncomingCall } from './call.ts';
import { linesOf } from './metadata.ts';

/** Lets the call's caller in, by the access token in `authorization`. */
export async function identifyBy(gate: Gate, call: IncomingCall, operation: Operation): Promise<Call> {
  const letIn = async () => gate(bearerTokenOf(linesOf(call.metadata, 'authorization')), operation);
  return { ...call, caller: await call.deadline.bound(letIn()) };
}
