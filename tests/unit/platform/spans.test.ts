import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { DependencyError, DomainError } from '../../../domain/errors.ts';
import { runInContext } from '../../../platform/request-context.ts';
import { currentTrace, following, withInnerSpan, withSpan } from '../../../platform/spans.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const sampled = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'vendor=1' };
const unsampled = { traceparent: `00-${traceId}-${spanId}-00` };
const MINUTE = 60_000;

const spans = recordSpans();

describe('a span', () => {
  it('is a part of what another process began, and hands that on with what its tracers said', async () => {
    const handedOn = await withSpan('step', { parent: sampled, kind: SpanKind.SERVER }, async () => currentTrace());
    const step = spans.one('step');
    expect(step.parentSpanContext).toMatchObject({ traceId, spanId });
    expect(step.kind).toBe(SpanKind.SERVER);
    expect(handedOn).toEqual({ traceparent: `00-${traceId}-${step.spanContext().spanId}-01`, tracestate: 'vendor=1' });
  });

  it('is a part of the span around it, across what is awaited', async () => {
    await withSpan('outer', {}, async () => {
      await Promise.resolve();
      await withInnerSpan(
        () => 'inner',
        () => ({}),
        async () => undefined,
      );
    });
    expect(spans.one('inner').parentSpanContext?.spanId).toBe(spans.one('outer').spanContext().spanId);
  });

  it('begins a trace of its own where it is linked, also within another one', async () => {
    await withSpan('outer', {}, () => withSpan('later', { link: sampled }, async () => undefined));
    const later = spans.one('later');
    expect(later.links.map(({ context }) => [context.traceId, context.spanId])).toEqual([[traceId, spanId]]);
    expect(later.parentSpanContext).toBeUndefined();
    expect([traceId, spans.one('outer').spanContext().traceId]).not.toContain(later.spanContext().traceId);
  });

  it('follows within minutes as a part, and later by a link', () => {
    expect(following(sampled, 0, 5 * MINUTE)).toEqual({ parent: sampled });
    expect(following(sampled, 0, 5 * MINUTE + 1)).toEqual({ link: sampled });
    expect(following(sampled, Number.NaN)).toEqual({ parent: sampled });
  });

  it('is recorded only where what it is a part of, or linked to, is', async () => {
    await withSpan('part', { parent: unsampled }, async () => undefined);
    await withSpan('linked', { link: unsampled }, () =>
      withInnerSpan(
        () => 'inner',
        () => ({}),
        async () => undefined,
      ),
    );
    expect(spans.all()).toEqual([]);
  });

  it('tells how its work failed, without the password in an address', async () => {
    const cause = new Error('postgresql://orders:s3cret@db is away');
    const failing = withSpan('step', {}, () => Promise.reject(new DependencyError('postgres', cause.message, { cause })));
    await expect(failing).rejects.toBeInstanceOf(DependencyError);
    const { status, events } = spans.one('step');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': 'DEPENDENCY_UNAVAILABLE' } }]);
    expect(JSON.stringify(events)).not.toContain('s3cret');
  });

  it('is no error where the answer is a no', async () => {
    await expect(withSpan('step', {}, () => Promise.reject(new DomainError('PAYMENT_DECLINED', 'no')))).rejects.toThrow('no');
    expect(spans.one('step').status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('a detail', () => {
  it('is no trace of its own', async () => {
    const detail = withInnerSpan(
      () => 'detail',
      () => ({}),
      async () => 7,
    );
    expect(await detail).toBe(7);
    expect(spans.all()).toEqual([]);
  });
});

describe('outside of a span', () => {
  it("the request's trace is handed on as it came", () => {
    expect(runInContext({ ...sampled, requestId: 'r' }, currentTrace)).toEqual(sampled);
    expect(currentTrace()).toEqual({});
  });
});
