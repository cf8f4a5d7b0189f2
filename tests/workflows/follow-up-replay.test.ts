import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createLogger } from '../../platform/logger.ts';
import { HISTORIES } from '../../tools/history-json.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { FOLLOW_UPS } from '../support/follow-up-histories-recorded.ts';
import { type Misfits, replaySaved } from '../support/replay.ts';

const namesIn = async (folder: string) =>
  (await readdir(new URL(folder, HISTORIES))).map((name) => `${folder}${name.replace('.json', '')}`);
const names = [...(await namesIn('refunds/')), ...(await namesIn('returns/'))];

describe('the histories of refunds and returns that are in flight or done', () => {
  let current: Misfits;
  let changed: Misfits;
  beforeAll(async () => {
    current = await replaySaved(names, await bundleOrderWorkflows(createLogger('worker', 'error')));
    const workflowsPath = fileURLToPath(new URL('../support/follow-up-changed.ts', import.meta.url));
    changed = await replaySaved(names, await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') }));
  });

  test('are kept for every kind of them', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(FOLLOW_UPS)));
  });

  test.each(names)('%s: replays on the workflow as it is now', (name) => {
    expect(current.get(name)?.text).toBeUndefined();
  });

  test.each(names)('%s: does not replay on a workflow whose steps are others', (name) => {
    expect(changed.get(name)).toMatchObject({ error: 'DeterminismViolationError' });
  });
});
