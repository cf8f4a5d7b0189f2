import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
  type LabelValues,
  type OpenMetricsContentType,
} from 'prom-client';
import { sampledSpan } from '../spans.ts';

// What a process shows are the metrics of the modules that it imports: nobody shows a zero of what is counted elsewhere.
const plain = new Registry();
collectDefaultMetrics({ register: plain });

/** Only OpenMetrics has exemplars. In its format the library takes `_total` off a counter's name for good, so no counter is here. */
const histograms = new Registry();
const withExemplars = new Registry<OpenMetricsContentType>();
withExemplars.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);

export function counter<Label extends string>(options: CounterConfiguration<Label>): Counter<Label> {
  return new Counter({ ...options, registers: [plain] });
}

export function gauge<Label extends string>(options: GaugeConfiguration<Label>): Gauge<Label> {
  return new Gauge({ ...options, registers: [plain] });
}

/** Observes seconds. An observation within a span that is kept names it. */
export function durations<Label extends string>(options: HistogramConfiguration<Label>) {
  const histogram = new Histogram({ ...options, enableExemplars: true, registers: [withExemplars] });
  histograms.registerMetric(histogram);
  return (labels: LabelValues<Label>, seconds: number): void =>
    // The declaration gives an exemplar the labels of the metric, which the standard does not.
    histogram.observe({ labels, value: seconds, exemplarLabels: sampledSpan() as LabelValues<Label> });
}

/** What this process has counted, in Prometheus' text format; histograms apart. */
export function plainText(): Promise<string> {
  return plain.metrics();
}

export async function histogramText(format: 'prometheus' | 'openmetrics'): Promise<string> {
  if (format === 'prometheus') return histograms.metrics();
  // Where there is none, the library leaves the empty line that its names would have been on.
  return (await withExemplars.metrics()).replace(/^\n/, '');
}
