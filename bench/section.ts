import type { Report } from '../platform/screen.ts';

/** What can be measured, in the order in which it is. */
export const PART_NAMES = ['counts', 'cost', 'saturation', 'latency', 'growth', 'tracing', 'encryption', 'memory'] as const;
export type Part = (typeof PART_NAMES)[number];

/** One measured quantity, once for each round. Its median is what is shown. */
export interface Figure {
  /** Unique within its section, as `submit p99`; compare mode matches figures by it. */
  readonly name: string;
  readonly unit: 'ms' | 'per s' | 'MiB' | 'bytes' | 'pages' | 'count';
  readonly rounds: readonly number[];
  /** The figure of the same section, by name, that this one stands beside: the table shows the ratio, taken round by round. */
  readonly beside?: string;
}

/** What one part of the benchmark found. */
export interface Section {
  readonly title: string;
  /** One sentence: what ran, on what, with which settings. */
  readonly how: string;
  readonly figures: readonly Figure[];
  /** Longer findings below the table, such as query plans: title and text. */
  readonly texts?: readonly (readonly [title: string, text: string])[];
}

export interface BenchOptions {
  readonly rounds: number;
  /** Small counts, for CI: shows that the benchmark works, and counts what does not depend on the machine's speed. */
  readonly isQuick: boolean;
  /** A line of progress. */
  readonly report: Report;
}

export type Bench = (options: BenchOptions) => Promise<Section>;
