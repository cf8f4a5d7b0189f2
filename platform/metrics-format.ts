/** What a scrape is answered with. */
export interface MetricsAnswer {
  readonly contentType: string;
  readonly text: string;
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** A page in Prometheus' text format, or in OpenMetrics for who asks (`accept`) for that no less than for the other. */
export function metricsAnswer(text: string, accept = ''): MetricsAnswer {
  const asked = qualityOf('application/openmetrics-text', '1.0.0', accept);
  if (asked === 0 || asked < qualityOf('text/plain', '0.0.4', accept)) return { contentType: PROMETHEUS, text };
  return { contentType: OPEN_METRICS, text: toOpenMetrics(text) };
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

/** Of a counter the samples are called `_total`, and the family is not; there is no other comment and no empty line, and an end. */
function toOpenMetrics(text: string): string {
  const lines = text.split('\n');
  const counters = new Set(lines.flatMap((line) => /^# TYPE (\S+) counter$/.exec(line)?.[1] ?? []));
  const translated = lines.flatMap((line) => {
    const [, kind, family = '', rest] = DESCRIPTION.exec(line) ?? [];
    if (kind) return `# ${kind} ${counters.has(family) ? withoutTotal(family) : family} ${rest === 'untyped' ? 'unknown' : rest}`;
    const [name = ''] = /^[\w:]*/.exec(line) ?? [];
    if (name === '') return [];
    return counters.has(name) ? `${withoutTotal(name)}_total${line.slice(name.length)}` : line;
  });
  return [...translated, '# EOF', ''].join('\n');
}

function withoutTotal(name: string): string {
  return name.replace(/_total$/, '');
}
