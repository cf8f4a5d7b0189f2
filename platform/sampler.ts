import { trace, TraceFlags } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { Config } from './config.ts';

type Sampling = Pick<Config['telemetry'], 'sampler' | 'share'>;

/** As `OTEL_TRACES_SAMPLER` says. What is linked to a trace goes by that one's decision, as its parts do: an order is traced whole or not at all. */
export function createSampler({ sampler, share }: Sampling): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(share);
    case 'parentbased_always_on':
      return originBased(new AlwaysOnSampler());
    case 'parentbased_always_off':
      return originBased(new AlwaysOffSampler());
    case 'parentbased_traceidratio':
      return originBased(new TraceIdRatioBasedSampler(share));
  }
}

function originBased(root: Sampler): Sampler {
  const parentBased = new ParentBasedSampler({ root });
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const origin = trace.getSpanContext(context) ? undefined : links[0]?.context;
      if (!origin) return parentBased.shouldSample(context, traceId, name, kind, attributes, links);
      const isSampled = (origin.traceFlags & TraceFlags.SAMPLED) !== 0;
      return { decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
    toString: () => `OriginBased{${parentBased.toString()}}`,
  };
}
