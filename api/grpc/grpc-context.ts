import type { DescMethod } from '@bufbuild/protobuf';
import { status, type Metadata } from '@grpc/grpc-js';
import type { Logger } from '../../platform/logger.ts';
import { inCallContext, type CallNames } from '../../platform/call-context.ts';
import { observeCall } from './access-log.ts';
import { linesOf } from './metadata.ts';

/** Runs a call of a method in its context; it is logged and observed once, by the status with which it ends. */
export function inGrpcContext(
  { parent, name }: DescMethod,
  metadata: Metadata,
  log: Logger,
  work: (names: CallNames) => Promise<status>,
): Promise<void> {
  const rpc = `${parent.typeName}/${name}`;
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': parent.typeName, 'rpc.method': name };
  const [requestId] = linesOf(metadata, 'x-request-id');
  const [traceparent] = linesOf(metadata, 'traceparent');
  const [tracestate] = linesOf(metadata, 'tracestate');
  return inCallContext({ name: rpc, requestId, traceparent, tracestate, attributes }, async (names, span) => {
    const startedAt = performance.now();
    const code = await work(names);
    span.setAttribute('rpc.grpc.status_code', code);
    observeCall(log, { rpc, code: status[code], ms: performance.now() - startedAt });
  });
}
