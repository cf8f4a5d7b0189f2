import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { loadHistory } from '../../tools/history-json.ts';

type History = Awaited<ReturnType<typeof loadHistory>>;

/** Why a saved history does not fit the workflows of a bundle; undefined when it does. */
export async function errorOfReplay(name: string, workflowBundle: WorkflowBundleWithSourceMap): Promise<Error | undefined> {
  return errorOfReplaying(await loadHistory(name), workflowBundle);
}

/** The same for a history that is not saved. */
export async function errorOfReplaying(history: History, workflowBundle: WorkflowBundleWithSourceMap): Promise<Error | undefined> {
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, [{ workflowId: 'replayed', history }])) return error;
  throw new Error('nothing was replayed');
}
