import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { createLogger } from '../../platform/logger.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { REFUND_COURSES } from '../support/refund-histories-recorded.ts';
import { errorOfReplay } from '../support/replay.ts';
import { HISTORIES } from '../../tools/history-json.ts';

const names = (await readdir(new URL('refunds/', HISTORIES))).map((name) => name.replace('.json', ''));

describe('the histories of refunds that are in flight or done', () => {
  let current: WorkflowBundleWithSourceMap;
  let changed: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
    current = await bundleOrderWorkflows(createLogger('worker', 'error'));
    const workflowsPath = fileURLToPath(new URL('../support/refund-changed.ts', import.meta.url));
    changed = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  }, 120_000);

  test('are kept for every kind of refund', () => {
    expect(names.toSorted()).toEqual(Object.keys(REFUND_COURSES).toSorted());
  });

  test.each(names)('%s: replays on the workflow as it is now', async (name) => {
    expect(await errorOfReplay(`refunds/${name}`, current)).toBeUndefined();
  });

  test.each(names)('%s: does not replay on a workflow whose steps are others', async (name) => {
    expect(await errorOfReplay(`refunds/${name}`, changed)).toMatchObject({ name: 'DeterminismViolationError' });
  });
});
