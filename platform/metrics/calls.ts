import { durations } from './registry.ts';
import { REQUEST_BUCKETS, withWait } from './requests.ts';

const callDuration = durations({
  name: 'grpc_request_duration_seconds',
  help: 'Time from the message of a call to its status',
  labelNames: ['method', 'code'] as const,
  buckets: REQUEST_BUCKETS,
});

/** `method` with its service; `code` is the name of the status. */
export function observeGrpcCall({ method, code }: { method: string; code: string }, seconds: number): void {
  callDuration({ method: withWait(method), code }, seconds);
}
