import { Gauge, Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import { toOpenMetrics, type MetricsPage } from './format.ts';
import { histogramText, plainText } from './registry.ts';

/** A figure that is read for the scrape, as it stands elsewhere. */
export interface Reading {
  readonly name: string;
  readonly help: string;
  readonly values: readonly { readonly value: number; readonly labels?: Readonly<Record<string, string>> }[];
}

/** What all figures of one place are read by; rejects when the place does not answer. */
export type ReadingsOf = () => Promise<readonly Reading[]>;

export interface PageParts {
  /** By the name of the place, for the log. */
  readonly readings?: Readonly<Record<string, ReadingsOf>>;
  /** A page of somebody else, in Prometheus' format. */
  readonly foreign?: () => Promise<string>;
}

/** A scrape must not hang on a place that is slow (ms). */
const READ_TIMEOUT_MS = 1000;

/** /metrics of this process. What cannot be read is absent from the page, rather than wrong. */
export function createMetricsPage(log: Logger, { readings = {}, foreign }: PageParts = {}): MetricsPage {
  const read = async <T>(place: string, reading: () => Promise<T>) =>
    withinTime(reading()).catch((err: unknown) => {
      log.warn({ err, place }, 'figures are missing from this scrape');
    });
  return async (format) => {
    const [own, histograms, theirs, ...figures] = await Promise.all([
      plainText(),
      histogramText(format),
      foreign && read('the SDK', foreign),
      ...Object.entries(readings).map(([place, reading]) => read(place, async () => readingsText(await reading()))),
    ]);
    const texts = [own, ...figures, theirs].filter((text) => text !== undefined);
    if (format === 'prometheus') return [...texts, histograms].join('\n');
    // The histograms end the page as the library writes them: exemplars, and then the one `# EOF`.
    return `${texts.map(toOpenMetrics).join('')}${histograms}`;
  };
}

function readingsText(readings: readonly Reading[]): Promise<string> {
  const registry = new Registry();
  // Of what has no values nothing is shown: without labels the library would begin with 0.
  for (const { name, help, values } of readings.filter((reading) => reading.values.length > 0)) {
    const labelNames = Object.keys(values[0]?.labels ?? {});
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const { labels = {}, value } of values) gauge.set(labels, value);
  }
  return registry.metrics();
}

/** The same reading for all who ask within `ms`: scrapes of several servers, or of whoever else finds the page, cost one. */
export function atMostEvery<T>(ms: number, read: () => Promise<T>, now = () => performance.now()): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (last && now() - last.at < ms) return last.answer;
    const asked = { at: now(), answer: read() };
    last = asked;
    // What failed is asked for anew.
    asked.answer.catch(() => {
      if (last === asked) last = undefined;
    });
    return asked.answer;
  };
}

async function withinTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${READ_TIMEOUT_MS} ms`)), READ_TIMEOUT_MS);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
