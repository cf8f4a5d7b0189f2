import type { Context } from '@temporalio/activity';
import { ApplicationFailure, defaultPayloadConverter, type Headers } from '@temporalio/common';
import { readTraceHeader, withTraceHeader } from '../../../adapters/temporal/trace-header.ts';
import { DomainError } from '../../../domain/errors.ts';
import { createLogger } from '../../../platform/logger.ts';
import { withSpan } from '../../../platform/spans.ts';
import { TRACE_HEADER } from '../../../workflows/messages.ts';
import { activityInterceptor } from '../../../worker/activity-interceptor.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const spans = recordSpans();
const lines: string[] = [];
beforeEach(() => lines.splice(0));
const log = createLogger('worker', 'debug', { write: (line) => void lines.push(line) });
const cause = { actor: 'api', requestId: 'req-1', traceparent: `00-${'a'.repeat(32)}-b7ad6b7169203331-01` };
const info = { activityType: 'createOrder', attempt: 1, workflowExecution: { workflowId: 'order-o1', runId: 'run-1' } };

function run(headers: Headers, args: unknown[] = [{ id: 'o1', cause }], work = async (): Promise<unknown> => 'done'): Promise<unknown> {
  const { execute } = activityInterceptor(log)({ info } as unknown as Context).inbound;
  return execute?.({ args, headers }, work) ?? Promise.reject(new Error('nothing is run'));
}

describe('an activity', () => {
  it('is a part of the call that reached its workflow', async () => {
    const headers = await withSpan('StartWorkflow:processOrder', { parent: cause }, async () => withTraceHeader({}));
    expect(await run(headers)).toBe('done');
    const { parentSpanContext, attributes } = spans.one('RunActivity:createOrder');
    expect(parentSpanContext?.spanId).toBe(spans.one('StartWorkflow:processOrder').spanContext().spanId);
    expect(attributes).toEqual({ 'order.id': 'o1', temporalWorkflowID: 'order-o1', temporalRunID: 'run-1', attempt: 1 });
  });

  it('that runs later than minutes after it is a trace of its own, linked to it', async () => {
    const call = await withSpan('StartWorkflow:processOrder', { parent: cause }, async () => withTraceHeader({}));
    const before = { ...readTraceHeader(call), at: Date.now() - 301_000 };
    await run({ [TRACE_HEADER]: defaultPayloadConverter.toPayload(before) });
    const { parentSpanContext, links } = spans.one('RunActivity:createOrder');
    expect(parentSpanContext).toBeUndefined();
    expect(links.map(({ context }) => context.spanId)).toEqual([spans.one('StartWorkflow:processOrder').spanContext().spanId]);
  });

  it('without a header is a part of the request that its cause names', async () => {
    await run({});
    expect(spans.one('RunActivity:createOrder').parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('logs under the ids of request, order, run and span', async () => {
    await run({});
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'activity done',
      requestId: 'req-1',
      orderId: 'o1',
      workflowId: 'order-o1',
      runId: 'run-1',
      trace_id: 'a'.repeat(32),
      span_id: spans.one('RunActivity:createOrder').spanContext().spanId,
    });
  });

  it('that fails does so in words that Temporal understands', async () => {
    const failing = run({}, [{ id: 'o1', cause }], () => Promise.reject(new DomainError('OUT_OF_STOCK', 'none left')));
    await expect(failing).rejects.toBeInstanceOf(ApplicationFailure);
    expect(spans.one('RunActivity:createOrder').events).toMatchObject([{ attributes: { 'exception.type': 'OUT_OF_STOCK' } }]);
  });
});
