import type { Report, Waiting } from '../../platform/screen.ts';

export interface SetUpOptions {
  readonly report: Report;
  readonly waiting: Waiting;
  /** How long each server is waited for (ms). */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}
