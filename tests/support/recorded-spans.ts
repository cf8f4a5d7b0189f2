import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { createSampler } from '../../platform/sampler.ts';

export interface RecordedSpans {
  readonly all: () => readonly ReadableSpan[];
  /** The one of this name. */
  readonly one: (name: string) => ReadableSpan;
}

/** Keeps the spans of a test file's own process, as the SDK of a process would export them; each test starts with none. */
export function recordSpans(sampling: Parameters<typeof createSampler>[0] = { sampler: 'parentbased_always_on', share: 1 }): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    sampler: createSampler(sampling),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    metricReaders: [],
    logRecordProcessors: [],
  });
  beforeAll(() => sdk.start());
  beforeEach(() => exporter.reset());
  afterAll(() => sdk.shutdown());
  const all = () => exporter.getFinishedSpans();
  return {
    all,
    one(name) {
      const [found, ...more] = all().filter((span) => span.name === name);
      if (!found || more.length > 0)
        throw new Error(
          `${name} is not one of: ${all()
            .map((span) => span.name)
            .join(', ')}`,
        );
      return found;
    },
  };
}
