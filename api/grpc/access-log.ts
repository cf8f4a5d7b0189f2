import type { Logger } from '../../platform/logger.ts';
import { observeGrpcCall } from '../../platform/metrics/calls.ts';

export interface EndedCall {
  /** Service and method. */
  readonly rpc: string;
  /** Name of the status. */
  readonly code: string;
  readonly ms: number;
}

/** One log line and one observation per call. */
export function observeCall(log: Logger, { rpc, code, ms }: EndedCall): void {
  observeGrpcCall({ method: rpc, code }, ms / 1000);
  log.info({ rpc, code, ms: Math.round(ms * 10) / 10 }, 'call');
}
