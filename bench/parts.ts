import { cost } from './cost.ts';
import { counts } from './counts.ts';
import { growth } from './growth/growth.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { saturation } from './saturation.ts';
import { workers } from './workers.ts';
import type { Bench } from './section.ts';

/** What can be measured, in the order in which it is. */
export const PARTS = { counts, cost, saturation, latency, growth, workers, memory } as const satisfies Record<string, Bench>;
export type Part = keyof typeof PARTS;
