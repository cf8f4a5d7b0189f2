/** What the floor's client can be told to start. */
export type Floor = 'empty' | 'emptyWithUpdate' | 'skeleton';

export const FLOOR_QUEUE = 'bench-floor';
export const SKELETON_QUEUE = 'bench-skeleton';

/** As many as `count`, `clients` at once; or `rate` a second for `seconds`, whatever comes back. */
export type Load = { readonly count: number; readonly clients: number } | { readonly rate: number; readonly seconds: number };

export interface FloorTask {
  readonly what: Floor;
  readonly load: Load;
}

/** From the call to its answer, for each (ms). */
export interface FloorResult {
  readonly latenciesMs: readonly number[];
}
