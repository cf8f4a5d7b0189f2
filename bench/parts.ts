import { cost } from './cost.ts';
import { counts } from './counts.ts';
import { encryption } from './encryption.ts';
import { growth } from './growth/growth.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { saturation } from './saturation.ts';
import type { Bench, Part } from './section.ts';
import { tracing } from './tracing.ts';

export const PARTS: Readonly<Record<Part, Bench>> = { counts, cost, saturation, latency, growth, tracing, encryption, memory };
