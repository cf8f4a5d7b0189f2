import { withPartnerSpans } from '../../../adapters/partner-spans.ts';
import { withTraceHeader } from '../../../adapters/temporal/trace-header.ts';
import { traceInterceptor } from '../../../adapters/temporal/trace-interceptor.ts';
import { currentTrace, withSpan } from '../../../platform/spans.ts';
import { withSqlSpan } from '../../../platform/sql-span.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const spans = recordSpans({ sampler: 'parentbased_traceidratio', share: 0 });

it('a share of 0 exports nothing, details and what is linked included, and says so to whoever is called', async () => {
  const partner = withPartnerSpans({ find: async () => currentTrace().traceparent }, 'carrier');
  const start = { workflowType: 'processOrder', headers: {}, options: { workflowId: 'order-1', args: [] } };
  const handedOn = await withSpan('POST /orders', {}, async () => {
    await withSqlSpan('select 1 from orders', async () => undefined);
    await traceInterceptor.startWithDetails?.(start as never, async () => ({ runId: 'r', eagerlyStarted: false }));
    await withSpan('later', { link: currentTrace() }, async () => undefined);
    return [await partner.find(), Object.keys(withTraceHeader({}))];
  });
  expect(handedOn).toEqual([expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/), ['_tracer-data']]);
  expect(spans.all()).toEqual([]);
});
