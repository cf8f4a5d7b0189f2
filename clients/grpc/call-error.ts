import { fromBinary } from '@bufbuild/protobuf';
import { anyUnpack, type Any } from '@bufbuild/protobuf/wkt';
import { status, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../proto/generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../proto/generated/google/rpc/status_pb.ts';

/** How a call ended that got no answer. */
export class CallError extends Error {
  override name = 'CallError';
  /** Name of the status, such as `FAILED_PRECONDITION`. */
  readonly code: string;
  /** The stable error code, such as `CANCEL_TOO_LATE`; undefined when the error is not the server's. */
  readonly reason: string | undefined;
  /** What the caller's token would need. */
  readonly missingScope: string | undefined;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
  /** When the call may be repeated. */
  readonly retryAfterMs: number | undefined;
  readonly metadata: Metadata;

  constructor(error: ServiceError, details: readonly Any[]) {
    super(error.details, { cause: error });
    const [info, badRequest, retry] = [find(details, ErrorInfoSchema), find(details, BadRequestSchema), find(details, RetryInfoSchema)];
    this.code = status[error.code];
    this.reason = info?.reason;
    this.missingScope = info?.metadata['scope'];
    this.violations = (badRequest?.fieldViolations ?? []).map(({ field, description }) => ({ field, description }));
    this.retryAfterMs = retry?.retryDelay && Number(retry.retryDelay.seconds) * 1000;
    this.metadata = error.metadata;
  }
}

export function callErrorOf(error: ServiceError): CallError {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  return new CallError(error, bytes instanceof Buffer ? fromBinary(StatusSchema, bytes).details : []);
}

function find<T extends typeof ErrorInfoSchema | typeof BadRequestSchema | typeof RetryInfoSchema>(details: readonly Any[], schema: T) {
  return details.map((detail) => anyUnpack(detail, schema)).find((message) => message !== undefined);
}
