const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  unknown: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
};
const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{(?:\w+="(?:[^"\\]|\\.)*",?)*\})? (NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)( # \{.*\} \S+( \S+)?)?$/i;

/** What of a page is not OpenMetrics 1.0: each family once, described before its samples, named as its kind wants it; one end. */
export function openMetricsFaults(page: string): string[] {
  const lines = page.split('\n');
  const faults = lines.slice(-2).join('|') === '# EOF|' ? [] : ['the page does not end in # EOF'];
  const families = new Map<string, string>();
  const series = new Set<string>();
  let family = '';
  for (const line of lines.slice(0, -2)) {
    const [, type, named = '', kind = ''] = /^# (TYPE|HELP) (\S+) (.*)$/.exec(line) ?? [];
    if (type === 'TYPE') {
      if (families.has(named)) faults.push(`${named} comes twice`);
      families.set((family = named), kind);
      continue;
    }
    if (type === 'HELP') continue;
    const [, name = '', labels = '', , exemplar] = SAMPLE.exec(line) ?? [];
    const kind_ = families.get(family) ?? '';
    if (!(SUFFIXES[kind_] ?? []).some((suffix) => name === `${family}${suffix}`)) faults.push(`no sample of ${family} (${kind_}): ${line}`);
    if (exemplar !== undefined && !/_(bucket|total)$/.test(name)) faults.push(`no place for an exemplar: ${line}`);
    if (series.has(name + labels)) faults.push(`comes twice: ${line}`);
    series.add(name + labels);
  }
  return faults;
}
