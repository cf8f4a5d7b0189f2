export type MetricsFormat = 'prometheus' | 'openmetrics';

/** The text of /metrics in one of the formats. */
export type MetricsPage = (format: MetricsFormat) => Promise<string>;

/** What a scrape is answered with. */
export interface MetricsAnswer {
  readonly contentType: string;
  readonly text: string;
}

const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** A page in Prometheus' text format, or in OpenMetrics for who asks (`accept`) for that no less than for the other. */
export async function metricsAnswer(page: MetricsPage, accept = ''): Promise<MetricsAnswer> {
  const asked = qualityOf('application/openmetrics-text', '1.0.0', accept);
  const format = asked === 0 || asked < qualityOf('text/plain', '0.0.4', accept) ? 'prometheus' : 'openmetrics';
  return { contentType: CONTENT_TYPES[format], text: await page(format) };
}

function qualityOf(type: string, version: string, accept: string): number {
  const qualities = accept.split(',').map((range) => {
    const [name, ...parameters] = range.toLowerCase().replaceAll(/\s/g, '').split(';');
    const given = new Map(parameters.map((parameter) => parameter.split('=') as [string, string]));
    return name === type && (given.get('version') ?? version) === version ? Number(given.get('q') ?? 1) : 0;
  });
  return Math.max(...qualities.filter((quality) => quality > 0), 0);
}

const DESCRIPTION = /^# (HELP|TYPE) (\S+) ?(.*)$/;

/**
 * The lines of a page in Prometheus' format as OpenMetrics has them: of a counter the samples are called `_total`, and the family is
 * not; there is no other comment and no empty line. The end of the page is left to whoever puts it together.
 */
export function toOpenMetrics(text: string): string {
  const lines = text.split('\n');
  const counters = new Set(lines.flatMap((line) => /^# TYPE (\S+) counter$/.exec(line)?.[1] ?? []));
  const translated = lines.flatMap((line) => {
    const [, kind, family = '', rest] = DESCRIPTION.exec(line) ?? [];
    if (kind) return `# ${kind} ${counters.has(family) ? withoutTotal(family) : family} ${rest === 'untyped' ? 'unknown' : rest}`;
    const [name = ''] = /^[\w:]*/.exec(line) ?? [];
    if (name === '') return [];
    return counters.has(name) ? `${withoutTotal(name)}_total${line.slice(name.length)}` : line;
  });
  return translated.map((line) => `${line}\n`).join('');
}

function withoutTotal(name: string): string {
  return name.replace(/_total$/, '');
}
