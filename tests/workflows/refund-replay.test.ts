import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createLogger } from '../../platform/logger.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { REFUND_COURSES } from '../support/refund-histories-recorded.ts';
import { type Misfits, replaySaved } from '../support/replay.ts';
import { HISTORIES } from '../../tools/history-json.ts';

const names = (await readdir(new URL('refunds/', HISTORIES))).map((name) => name.replace('.json', ''));
const files = names.map((name) => `refunds/${name}`);

describe('the histories of refunds that are in flight or done', () => {
  let current: Misfits;
  let changed: Misfits;
  beforeAll(async () => {
    current = await replaySaved(files, await bundleOrderWorkflows(createLogger('worker', 'error')));
    const workflowsPath = fileURLToPath(new URL('../support/refund-changed.ts', import.meta.url));
    changed = await replaySaved(files, await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') }));
  });

  test('are kept for every kind of refund', () => {
    expect(names.toSorted()).toEqual(Object.keys(REFUND_COURSES).toSorted());
  });

  test.each(names)('%s: replays on the workflow as it is now', (name) => {
    expect(current.get(`refunds/${name}`)?.text).toBeUndefined();
  });

  test.each(names)('%s: does not replay on a workflow whose steps are others', (name) => {
    expect(changed.get(`refunds/${name}`)).toMatchObject({ error: 'DeterminismViolationError' });
  });
});
