import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { createSampler } from '../../../platform/sampler.ts';

const SHARED_ID = `${'0'.repeat(31)}1`;
const origin = (traceFlags: TraceFlags) => ({ traceId: SHARED_ID, spanId: 'b7ad6b7169203331', traceFlags });

type Sampling = Parameters<typeof createSampler>[0];
const decide = (sampling: Sampling, { parent, link }: { parent?: TraceFlags; link?: TraceFlags } = {}) => {
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, origin(parent));
  const links = link === undefined ? [] : [{ context: origin(link) }];
  const { decision } = createSampler(sampling).shouldSample(context, 'f'.repeat(32), 'x', SpanKind.INTERNAL, {}, links);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
};

it.each<[Sampling['sampler'], number, boolean]>([
  ['always_on', 0, true],
  ['always_off', 1, false],
  ['traceidratio', 1, true],
  ['traceidratio', 0, false],
  ['parentbased_always_on', 0, true],
  ['parentbased_always_off', 1, false],
  ['parentbased_traceidratio', 1, true],
  ['parentbased_traceidratio', 0, false],
])('%s, at a share of %d, traces a new request: %s', (sampler, share, expected) => {
  expect(decide({ sampler, share })).toBe(expected);
});

describe.each(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const)('%s', (sampler) => {
  it.each([TraceFlags.NONE, TraceFlags.SAMPLED])("does as the caller's flag %d says, or as that of the trace it is linked to", (flags) => {
    const expected = flags === TraceFlags.SAMPLED;
    expect(decide({ sampler, share: 0.5 }, { parent: flags })).toBe(expected);
    expect(decide({ sampler, share: 0.5 }, { link: flags })).toBe(expected);
  });
});

it('a share alone asks nobody: a caller cannot have every request traced', () => {
  expect(decide({ sampler: 'traceidratio', share: 0 }, { parent: TraceFlags.SAMPLED })).toBe(false);
  expect(decide({ sampler: 'traceidratio', share: 0 }, { link: TraceFlags.SAMPLED })).toBe(false);
});
