import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { loadHistory } from './workflow-history-json.ts';

/** Why a saved history does not fit the workflows of a bundle; undefined when it does. */
export async function errorOfReplay(name: string, workflowBundle: WorkflowBundleWithSourceMap): Promise<Error | undefined> {
  const replays = Worker.runReplayHistories({ workflowBundle }, [{ workflowId: name, history: await loadHistory(name) }]);
  for await (const { error } of replays) return error;
  throw new Error(`${name} was not replayed`);
}
