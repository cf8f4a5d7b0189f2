import type { Run } from './workflow-run.ts';

/** The three ways to ask for a cancel; an update's promise settles with the caller's answer, the others' at once. */
export const WAYS_TO_CANCEL: readonly { readonly way: string; readonly ask: (run: Run) => Promise<unknown> }[] = [
  { way: 'the update', ask: (run) => run.cancel('changed my mind') },
  { way: 'the signal', ask: (run) => run.signalCancel({ reason: 'changed my mind' }) },
  { way: "Temporal's own cancel", ask: (run) => run.handle.cancel() },
];
