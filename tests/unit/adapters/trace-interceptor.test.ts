import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { readTraceHeader, withTraceHeader } from '../../../adapters/temporal/trace-header.ts';
import { traceInterceptor } from '../../../adapters/temporal/trace-interceptor.ts';
import { withSpan } from '../../../platform/spans.ts';
import { TRACE_HEADER } from '../../../workflows/messages.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const spans = recordSpans();
const request = { traceparent: `00-${'a'.repeat(32)}-b7ad6b7169203331-01`, tracestate: 'vendor=1' };

type Method = 'startWithDetails' | 'signal' | 'startUpdate';

/** The header with which a call goes on to Temporal. */
async function sent(method: Method, input: object): Promise<ReturnType<typeof readTraceHeader>> {
  let headers: Headers = {};
  const next = async (passed: { headers: Headers }) => void ({ headers } = passed);
  const call = traceInterceptor[method] as unknown as (
    input: object,
    next: (passed: { headers: Headers }) => Promise<void>,
  ) => Promise<void>;
  await call({ headers: {}, ...input }, next);
  return readTraceHeader(headers);
}

const start = (cause?: object) => ({ workflowType: 'processOrder', options: { workflowId: 'order-1', args: [{ cause }] } });
const reach = { workflowExecution: { workflowId: 'order-1' }, args: [] };

it.each<[string, Method, object]>([
  ['StartWorkflow:processOrder', 'startWithDetails', start()],
  ['SignalWorkflow:trackingUpdated', 'signal', { signalName: 'trackingUpdated', ...reach }],
  ['StartWorkflowUpdate:cancel', 'startUpdate', { updateName: 'cancel', ...reach }],
])('%s is a part of the request, and its header leads there', async (name, method, input) => {
  const header = await withSpan('request', { parent: request }, () => sent(method, input));
  const span = spans.one(name);
  expect(span.parentSpanContext?.spanId).toBe(spans.one('request').spanContext().spanId);
  expect(span.attributes).toEqual({ temporalWorkflowID: 'order-1' });
  expect(header).toEqual({
    traceparent: `00-${'a'.repeat(32)}-${span.spanContext().spanId}-01`,
    tracestate: 'vendor=1',
    at: expect.any(Number),
  });
});

it('what is not sampled is handed on as that, and is no span', async () => {
  const unsampled = { traceparent: request.traceparent.replace(/01$/, '00') };
  const header = await withSpan('request', { parent: unsampled }, () => sent('startWithDetails', start()));
  expect(header?.traceparent).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-00$`));
  expect(spans.all()).toEqual([]);
});

it('a run that carries out an older request is linked to it, whoever starts it', async () => {
  const header = await withSpan('RunActivity:restartFailedRuns', {}, () =>
    sent('startWithDetails', start({ actor: 'reconciler', ...request })),
  );
  const span = spans.one('StartWorkflow:processOrder');
  expect(span.parentSpanContext).toBeUndefined();
  expect(span.links.map(({ context }) => context.traceId)).toEqual(['a'.repeat(32)]);
  expect(header?.traceparent).toContain(span.spanContext().traceId);
});

it('without a trace nothing is added', () => {
  expect(withTraceHeader({})).toEqual({});
});

it.each([undefined, 5, 'x', null, {}, { traceparent: 7 }])('a header that holds %j is none', (content) => {
  expect(readTraceHeader({ [TRACE_HEADER]: defaultPayloadConverter.toPayload(content) })).toBeUndefined();
});

it('a header that nobody can decode is none', () => {
  const garbled = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{') };
  expect(readTraceHeader({ [TRACE_HEADER]: garbled })).toBeUndefined();
});
