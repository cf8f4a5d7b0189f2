/** A board of Grafana, as far as ours go. */
export interface Board {
  readonly uid: string;
  readonly title: string;
  /** Whose questions it answers. */
  readonly description: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** What is looked at, and what is too much. */
  readonly description: string;
  readonly unit: Unit;
  readonly series: readonly Series[];
  /** Lines, where nothing is said; areas lie on top of one another. */
  readonly drawn?: 'lines' | 'areas';
}

export interface Series {
  /** `[$__rate_interval]` is Grafana's: at least four scrapes. */
  readonly expr: string;
  /** `{{label}}` stands for a label's value. */
  readonly legend: string;
}

/** Grafana's names of units. */
export type Unit = 'short' | 's' | 'reqps' | 'opm' | 'percentunit' | 'bytes';

/** Seconds under which the given share of what a histogram counted stays. */
export const quantile = (share: number, histogram: string, by: readonly string[] = [], matching = ''): string =>
  `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${histogram}_bucket${matching}[$__rate_interval])))`;

/** How much a minute a counter grows. */
export const perMinute = (counter: string, by: readonly string[] = []): string =>
  `60 * sum by (${by.join(', ')}) (rate(${counter}[$__rate_interval]))`;

export const perSecond = (counter: string, by: readonly string[] = []): string =>
  `sum by (${by.join(', ')}) (rate(${counter}[$__rate_interval]))`;
