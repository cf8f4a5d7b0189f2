import { createLogger } from '../../platform/logger.ts';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { replayRevision } from '../support/released-histories.ts';
import { type Misfits, replaySaved, replayTraced } from '../support/replay.ts';
import { HISTORIES } from '../../tools/history-json.ts';
import { COURSES } from '../support/workflow-histories-recorded.ts';

const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));

describe('the histories of orders that are in flight or done', () => {
  let current: Misfits;
  let withTraces: Misfits;
  let changed: Misfits;
  let committed: Misfits;
  beforeAll(async () => {
    const bundle = await bundleOrderWorkflows(createLogger('worker', 'error'));
    current = await replaySaved(names, bundle);
    withTraces = await replayTraced(names, bundle);
    const workflowsPath = fileURLToPath(new URL('../support/workflow-changed-order.ts', import.meta.url));
    const changedBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    changed = await replaySaved(names, changedBundle);
    committed = (await replayRevision('HEAD', changedBundle)).misfits;
  });

  test('are kept for every kind of life', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(COURSES)));
  });

  test.each(names)('%s: replays on the workflows as they are now', (name) => {
    expect(current.get(name)?.text).toBeUndefined();
  });

  test.each(names)('%s: replays the same with tracing on', (name) => {
    expect(withTraces.get(name)?.text).toBeUndefined();
  });

  test.each(names)('%s: does not replay on workflows whose steps are others', (name) => {
    expect(changed.get(name)).toMatchObject({ error: 'DeterminismViolationError' });
  });

  test('of a revision of git are replayed as it had them, those in subfolders too', () => {
    expect([...committed.keys()]).toEqual(expect.arrayContaining(['completed', expect.stringMatching(/^refunds\/./)]));
    expect(committed.get('completed')).toMatchObject({ error: 'DeterminismViolationError' });
  });
});
