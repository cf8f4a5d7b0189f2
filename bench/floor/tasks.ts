import type { Load } from '../loops.ts';

/** What the floor's client can be told to start. */
export type Floor = 'empty' | 'emptyWithUpdate' | 'skeleton';

export const FLOOR_QUEUE = 'bench-floor';
export const SKELETON_QUEUE = 'bench-skeleton';

export interface FloorTask {
  readonly what: Floor;
  readonly load: Load;
}

/** What its parent is told: how long each took (ms, as `underLoad` counts), or why one did not come through. */
export type FloorResult = { readonly latenciesMs: readonly number[] } | { readonly failure: string };
