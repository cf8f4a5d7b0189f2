import { create, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { anyPack, DurationSchema, type Any } from '@bufbuild/protobuf/wkt';
import { status, type Metadata } from '@grpc/grpc-js';
import type { Fault } from '../../domain/errors.ts';
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RequestInfoSchema,
  RetryInfoSchema,
} from '../../proto/generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../proto/generated/google/rpc/status_pb.ts';
import type { CallNames } from '../../platform/call-context.ts';
import { failureOf, type ToldFailure } from '../failure.ts';
import { fieldPath } from './field-path.ts';
import { metadataOf } from './metadata.ts';
import { REPLAYED } from './idempotency-key.ts';

/** A call's end that is no answer. */
export interface GrpcFailure {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Of what ErrorInfo.reason is unique in. */
export const ERROR_DOMAIN = 'durable-orders';
/** Many clients take 8 KiB of metadata and no more: so many faults fit, and nobody reads more. */
const MAX_FAULTS = 20;
const MAX_PATH_LENGTH = 120;

/** The error as google.rpc has it; `request` is the message that the call came with. */
export function grpcFailure(error: unknown, request: DescMessage, names: CallNames): GrpcFailure {
  const told = failureOf(error);
  const code = status[told.failure.grpc];
  const metadata = metadataOf({ ...asMetadata(names), ...(told.isReplay && REPLAYED) });
  const details = detailsOf(told, request, names);
  metadata.set(
    'grpc-status-details-bin',
    Buffer.from(toBinary(StatusSchema, create(StatusSchema, { code, message: told.detail, details }))),
  );
  return { code, details: told.detail, metadata };
}

export function asMetadata({ requestId, traceparent }: CallNames): Record<string, string> {
  return { 'x-request-id': requestId, traceparent };
}

function detailsOf({ code, faults, missingScope, retryAfterSeconds }: ToldFailure, request: DescMessage, { requestId }: CallNames): Any[] {
  return [
    anyPack(
      ErrorInfoSchema,
      create(ErrorInfoSchema, { reason: code, domain: ERROR_DOMAIN, metadata: missingScope ? { scope: missingScope } : {} }),
    ),
    anyPack(RequestInfoSchema, create(RequestInfoSchema, { requestId })),
    ...(faults.length > 0 ? [badRequest(faults, request)] : []),
    ...(retryAfterSeconds === undefined ? [] : [retryInfo(retryAfterSeconds)]),
  ];
}

function badRequest(faults: readonly Fault[], request: DescMessage): Any {
  const fieldViolations = faults.slice(0, MAX_FAULTS).map(({ pointer, detail }) => {
    const field = fieldPath(request, pointer).slice(0, MAX_PATH_LENGTH).toWellFormed();
    return { field, description: detail };
  });
  return anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations }));
}

function retryInfo(seconds: number): Any {
  const retryDelay = create(DurationSchema, { seconds: BigInt(seconds) });
  return anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay }));
}
